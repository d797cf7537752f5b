// The stream of carts begins with those that there are already: whoever reads it needs nothing else.
import type { Migration } from '../../../shared/migrate.ts'

export const pastCarts: Migration = {
  name: 'cart/003-past-carts',
  up: (db) =>
    db.raw(`
      insert into outbox (destination, key, type, due_at, payload)
      select 'shop.carts', user_id, 'cart.changed', clock_timestamp(), jsonb_build_object(
        'specversion', '1.0',
        'id', gen_random_uuid(),
        'source', '/cart-service',
        'type', 'cart.changed',
        'subject', user_id,
        'time', to_char(max(updated_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'datacontenttype', 'application/json',
        'dataschema', 'urn:shop:event:cart.changed:1',
        'data', jsonb_build_object(
          'userId', user_id,
          'touchedAt', to_char(max(updated_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'items', jsonb_agg(jsonb_build_object(
            'productId', product_id, 'quantity', quantity, 'isLocked', reserved_by is not null
          ))
        )
      )
      from cart_lines
      group by user_id
      order by max(updated_at)`),
}
