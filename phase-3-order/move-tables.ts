// What goes where, as data: the tables of ecommercedb, and what phase 3 wants to have of them.
import { topics } from './contracts/events.ts'
import type { Move } from './move-rows.ts'

/** All that there is, to be locked while it moves and dropped afterwards. */
export const oldTables =
  'payments, idempotency_keys, order_history, order_lines, orders, signing_keys, users, outbox'

/** When the old shop last did anything that is to be moved. Null if it never did. */
export const lastWritten = `
  select greatest(
    (select max(created_at) from users),
    (select max(greatest(updated_at, reserved_at, held_at)) from orders),
    (select max(updated_at) from payments)
  )::text as at`

export const toAuth: Move[] = [
  {
    table: 'users',
    columns: 'id, email, password_hash, role, created_at',
    select: 'select * from users order by id',
    // One that is there already was only seeded: it has bought nothing yet.
    onConflict: `on conflict on constraint users_email_unique do update set id = excluded.id,
      password_hash = excluded.password_hash, role = excluded.role, created_at = excluded.created_at`,
  },
  {
    table: 'signing_keys',
    columns: 'id, private_jwk, created_at',
    select: 'select * from signing_keys',
  },
]

export const toOrder: Move[] = [
  {
    table: 'orders',
    columns:
      'id, user_id, status, failure_reason, total_cents, currency, placed_at, updated_at, payment_method',
    // Of an order that is being undone, the saga has the reason.
    select: `
      select orders.id, user_id, orders.status, total_cents, orders.currency, placed_at, orders.updated_at, payment_method,
        case when orders.status = 'failed' then failure_reason end as failure_reason
      from orders left join payments on order_id = orders.id
      order by orders.id`,
  },
  {
    table: 'order_lines',
    columns: 'order_id, product_id, name, quantity, unit_price_cents',
    select: 'select * from order_lines order by order_id, product_id',
  },
  {
    table: 'order_history',
    columns: 'id, order_id, at, type, detail',
    select: 'select * from order_history order by id',
  },
  {
    table: 'idempotency_keys',
    columns: 'user_id, key, fingerprint, order_id',
    select: 'select * from idempotency_keys order by user_id, key',
  },
  {
    table: 'outbox', // with their ids: the events of an order are in the order of those
    columns: 'id, destination, key, type, created_at, due_at, payload',
    select: `select * from outbox where destination = '${topics.orders}' order by id`,
  },
]

/** Nobody was charged before the stock was held, so a payment from before that is promised again by its saga. Whoever is
 *  not to be charged any more must not be charged by payment-service either. */
export const toPayment: Move = {
  table: 'payments',
  columns:
    'order_id, amount_cents, currency, payment_method, status, created_at, updated_at, refund_asked_at',
  select: `
    with known as (
      select payments.*, reserved_at,
        payments.status = 'created' as is_open,
        orders.status = 'pending' and failure_reason is null as is_wanted,
        held_at is not null as is_held
      from payments join orders on orders.id = order_id
    )
    select known.*, case when is_open and not (is_wanted and reserved_at is not null) then now() end as refund_asked_at
    from known
    where not (is_open and is_wanted and not is_held)
    order by order_id`,
}

/** Orders under way, as move-sagas.ts wants to see them. */
export const unfinished = `
  select id, status, failure_reason, reserved_at is not null as is_reserved, held_at is not null as is_held,
    exists (
      select from order_history where order_id = orders.id and type = 'order.completed'
    ) as was_completed
  from orders where status in ('pending', 'cancelling') order by id`

/** The sagas of checkouts that are over, so that a late answer about one finds it. Asked in orderdb. */
export const finishedSagas = `
  insert into sagas (id, order_id, kind, state, step, reason, created_at, updated_at)
  select id, id, 'checkout',
    case status when 'cancelling' then 'completed' else status end,
    case when status in ('completed', 'cancelling') then 'COMPLETED' else 'CREATED' end,
    coalesce(failure_reason, case status when 'cancelled' then 'cancelled' end),
    placed_at, updated_at
  from orders
  where status in ('completed', 'failed', 'cancelled') or status = 'cancelling' and exists (
    select from order_history where order_id = orders.id and type = 'order.completed'
  )`
