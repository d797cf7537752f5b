// What must be true of a simulated shop once nothing is under way any more. Hands back what is not, in words.
import { isFinal } from '../saga.ts'
import type { Shop } from './saga-simulation.ts'

export const problemsOf = (shop: Shop): string[] => [
  ...shop.orders.problems,
  ...unfinished(shop),
  ...history(shop),
  ...stock(shop),
  ...money(shop),
  ...carts(shop),
  ...told(shop),
]

const checkout = ({ orders }: Shop, orderId: string) => orders.sagas.get(orderId)
/** Sold, whether or not it came back later. */
const wasCompleted = (shop: Shop, orderId: string) => checkout(shop, orderId)?.state === 'completed'
const isCompleted = ({ orders }: Shop, orderId: string) =>
  orders.statuses.get(orderId) === 'completed'

function* unfinished({ orders, isQuiet }: Shop) {
  for (const saga of orders.sagas.values()) {
    if (!isFinal(saga)) yield `${saga.id} is still ${saga.state}, at ${saga.step}`
  }
  for (const [orderId, status] of orders.statuses) {
    const ends = [orders.sagas.get(`${orderId}-cancellation`), orders.sagas.get(orderId)]
    const end = ends.find((saga) => saga !== undefined)
    const meant = end?.kind === 'cancellation' ? 'cancelled' : end?.state
    if (status !== meant) yield `${orderId} is ${status}, and its saga ends ${meant}`
  }
  if (!isQuiet()) yield 'something is still to be told'
}

function* history({ orders }: Shop) {
  const versions = new Map<string, number>()
  const over = new Set<string>()
  for (const { id, version, state } of orders.log) {
    if (version !== (versions.get(id) ?? 0) + 1) yield `${id} has version ${version} after another`
    if (over.has(id)) yield `${id} was over, and went on`
    versions.set(id, version)
    if (state !== 'running' && state !== 'compensating') over.add(id)
  }
}

function* stock(shop: Shop) {
  for (const [productId, initial] of shop.initialStock) {
    const sold = [...shop.book]
      .filter(([orderId]) => isCompleted(shop, orderId))
      .flatMap(([, { lines }]) => lines)
      .filter((line) => line.productId === productId)
      .reduce((total, { quantity }) => total + quantity, 0)
    const left = shop.stock.left.get(productId)!
    if (left < 0 || left !== initial - sold) {
      yield `of ${initial} ${productId} ${sold} are sold, and ${left} are left`
    }
  }
}

function* money(shop: Shop) {
  for (const [orderId, { totalCents }] of shop.book) {
    const { captured, refunded } = shop.payment.ledger.get(orderId) ?? { captured: 0, refunded: 0 }
    const meant = isCompleted(shop, orderId) ? totalCents : 0
    if (captured - refunded !== meant) {
      yield `${orderId} should have cost ${meant}, and cost ${captured} less ${refunded}`
    }
  }
}

function* carts(shop: Shop) {
  for (const { userId, productId, reservedBy, isBought } of shop.cart.lines) {
    const what = `the ${productId} of ${userId}`
    if (reservedBy) yield `${what} is locked by ${reservedBy}`
    const buyers = [...shop.book].filter(
      ([orderId, facts]) =>
        facts.userId === userId &&
        facts.lines.some((line) => line.productId === productId) &&
        wasCompleted(shop, orderId),
    )
    if (buyers.length > 1) yield `${what} was bought ${buyers.length} times`
    if (isBought !== buyers.length > 0) {
      yield `${what} was ${buyers.length > 0 ? '' : 'not '}bought, and is ${isBought ? 'gone' : 'there'}`
    }
  }
}

function* told(shop: Shop) {
  const { revenueCents, ...counts } = shop.reports
  const sold = [...shop.book].filter(([orderId]) => wasCompleted(shop, orderId))
  const meant = sold.reduce((total, [, { totalCents }]) => total + totalCents, 0)
  if (revenueCents !== meant) yield `${revenueCents} of revenue are reported, of ${meant}`
  for (const [type, count] of Object.entries(counts)) {
    const happened = [...shop.orders.sagas.values()].filter(
      ({ kind, state }) => type === `order.${endOf(kind, state)}`,
    ).length
    if (count !== happened) yield `${count} ${type} are reported, of ${happened}`
  }
}

const endOf = (kind: string, state: string) => (kind === 'cancellation' ? 'cancelled' : state)
