// SQL of the promise: an order as its customer placed it, and everything that is needed to keep it. saga-store.ts makes one
// statement of it, with the saga: after that, whoever dies.
import type { OrderLine } from '../../contracts/order-api.ts'
import { type Part, part } from '../../shared/together.ts'
import type { Facts } from './order-facts.ts'
import { storyOf, tellStories, withStory } from './order-events.ts'
import type { Claim } from './order-keys.ts'

/** `promised` is without a row where the key belongs to an order already. A twin at the same time waits for the first to
 *  commit, and then it does. */
export function promiseOf(claim: Claim, facts: Facts): Record<string, Part> {
  const { userId, key, fingerprint, orderId } = claim
  const story = storyOf(orderId, facts, 'order.placed')
  const claimed = part`
    insert into idempotency_keys (user_id, key, fingerprint, order_id)
    values (${userId}, ${key}, ${fingerprint}, ${orderId})
    on conflict (user_id, key) do nothing
    returning order_id, clock_timestamp() as at`
  const promised = part`
    insert into orders (id, user_id, status, total_cents, currency, payment_method, placed_at, updated_at)
    select order_id, ${userId}, 'pending', ${facts.totalCents}, ${facts.currency},
      ${facts.paymentMethod}, at, at
    from claimed
    returning id, placed_at as at, ${withStory(story)}`
  const lines = part`
    insert into order_lines (order_id, product_id, name, quantity, unit_price_cents)
    select id, product_id, name, quantity, unit_price_cents
    from promised, jsonb_to_recordset(${JSON.stringify(facts.items.map(toRow))}) as line
      (product_id uuid, name text, quantity int, unit_price_cents int)`
  return { claimed, promised, lines, ...tellStories(part`promised`) }
}

const toRow = ({ productId, name, quantity, unitPriceCents }: OrderLine) => ({
  product_id: productId,
  name,
  quantity,
  unit_price_cents: unitPriceCents,
})
