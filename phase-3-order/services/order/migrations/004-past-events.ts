// The stream of orders begins with all that has happened before there was one: whoever reads it needs nothing else.
import type { Migration } from '../../../shared/migrate.ts'

export const pastEvents: Migration = {
  name: 'order/004-past-events',
  up: (db) =>
    db.raw(`
      with told as (
        select orders.id, jsonb_build_object(
          'orderId', orders.id,
          'userId', user_id,
          'totalCents', total_cents,
          'currency', currency,
          'reason', coalesce(failure_reason, ''),
          'refundedCents', case when exists (
            select from order_history where order_id = orders.id and type = 'order.completed'
          ) then total_cents else 0 end,
          'items', jsonb_agg(jsonb_build_object(
            'productId', product_id,
            'name', name,
            'quantity', quantity,
            'unitPriceCents', unit_price_cents
          ))
        ) as data
        from orders join order_lines on order_id = orders.id
        group by orders.id
      )
      insert into outbox (destination, key, type, due_at, payload)
      select 'shop.orders', order_id, type, clock_timestamp(), jsonb_build_object(
        'specversion', '1.0',
        'id', gen_random_uuid(),
        'source', '/ecommerce-service',
        'type', type,
        'subject', order_id,
        'time', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'datacontenttype', 'application/json',
        'dataschema', 'urn:shop:event:' || type || ':1',
        'data', data
      )
      from order_history join told on told.id = order_id
      order by order_history.id`),
}
