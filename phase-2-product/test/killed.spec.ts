// kill -9 on every line of a checkout that talks to another service, one after another. What was killed is started
// again, the customer asks again with the same key, and the shop is as if nothing had happened.
import assert from 'node:assert/strict'
import { audit, type Past, readPast } from '../../scripts/faults/audit.ts'
import { gatherCrowd, type Crowd, type Customer } from '../../scripts/faults/crowd.ts'
import type { Doom, Verdict } from '../../scripts/faults/doom.ts'
import { query } from '../../scripts/faults/query.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { doomedShop } from './given-doomed-shop.ts'
import { passTime } from './given-time.ts'

const ends = {
  pm_card_visa: { status: 'completed', failureReason: null },
  pm_card_declined: { status: 'failed', failureReason: 'payment_declined' },
}
type Card = keyof typeof ends

/** The status and the Retry-After that a customer may hear instead of an order. */
const refusals = {
  'cart-service': [503, '1'],
  'product-service': [503, '1'],
  'ecommerce-service': [502, null],
}
type Victim = keyof typeof refusals

describe('a checkout', function () {
  this.timeout(180_000)
  let shop: Shop & { dooms: Record<Victim, Doom> }
  let crowd: Crowd
  let past: Past

  before(async () => {
    shop = await doomedShop()
    crowd = await gatherCrowd(shop.address, 0, { upTo: 100 })
    past = await readPast(crowd, shop)
  })

  /** One more customer, whose checkout has the kill in it. Hands back whether it has come to that. */
  async function survives(victim: Victim, card: Card, verdict: Verdict): Promise<boolean> {
    const doom = shop.dooms[victim]
    const customer = await crowd.join(card)
    const wished = await crowd.getCart(customer)
    doom.arm(verdict)
    await until('it is killed, or the order is over', () => goOn(customer, victim), Boolean)
    const isKilled = doom.hasStruck()
    doom.disarm()
    const promised = customer.order?.id
    if (isKilled) {
      await shop.kill(victim)
      await shop.start(victim)
    }

    await crowd.untilAnswered(customer)
    if (promised) assert.equal(customer.order!.id, promised)
    await passTime(shop)
    const { id, status, failureReason, totalCents } = await crowd.untilFinal(customer)
    assert.deepEqual({ status, failureReason }, ends[card])
    const isBought = status === 'completed'
    const { items } = await crowd.untilFree(customer)
    assert.deepEqual(items, isBought ? [] : wished.items)
    assert.deepEqual(await chargesOf(id), [isBought ? totalCents : 0])
    return isKilled
  }

  /** Asks for the order until there is one. Nobody may ask anything else of the process that is counting. */
  async function goOn(customer: Customer, victim: Victim): Promise<boolean> {
    if (!customer.order) {
      const { ok, status, headers } = await crowd.checkOut(customer)
      if (!ok) assert.deepEqual([status, headers.get('retry-after')], refusals[victim])
    }
    return shop.dooms[victim].hasStruck() || (customer.order !== undefined && isQuiet())
  }

  /** No order waits for anybody, and no command. Events may: nobody waits for them. */
  async function isQuiet(): Promise<boolean> {
    const waiting = `select id::text from orders where settle_at is not null
      union all select id::text from outbox where destination in ('cart', 'product')`
    return (await query(shop.databaseUrls['ecommercedb']!, waiting)).length === 0
  }

  async function chargesOf(orderId: string): Promise<number[]> {
    const response = await fetch(`${shop.providerAddress}/ledger?key=${orderId}`)
    const { items } = (await response.json()) as { items: { capturedCents: number }[] }
    return items.map(({ capturedCents }) => capturedCents)
  }

  // In a transaction it makes no difference on which statement: cart-statements.spec.ts and
  // product-statements.spec.ts have them all.
  const calls = [
    { victim: 'cart-service', call: 'GetFreeLines', card: 'pm_card_visa', fewest: 2 },
    { victim: 'cart-service', call: 'ReserveCart', card: 'pm_card_visa', fewest: 3 },
    { victim: 'cart-service', call: 'ClearCart', card: 'pm_card_visa', fewest: 2 },
    { victim: 'cart-service', call: 'ReleaseCart', card: 'pm_card_declined', fewest: 2 },
    { victim: 'product-service', call: 'GetProducts', card: 'pm_card_visa', fewest: 2 },
    { victim: 'product-service', call: 'CheckAvailability', card: 'pm_card_visa', fewest: 1 },
    { victim: 'product-service', call: 'HoldStock', card: 'pm_card_visa', fewest: 2 },
    { victim: 'product-service', call: 'ReleaseStock', card: 'pm_card_declined', fewest: 2 },
  ] as const
  for (const { victim, call, card, fewest } of calls) {
    it(`survives ${victim}, killed before any commit, call or answer of ${call}`, async () => {
      const of = `^\\S*Service/${call} (sql commit|sql with (hold|released)|call|answer)`
      let at = 1
      while (await survives(victim, card, { moment: 'before', at, of })) at += 1
      assert.ok(at > fewest, `only ${at - 1} effects were seen`)
    })

    it(`survives ${victim}, killed after the answer of ${call}`, async () => {
      const of = `^\\S*Service/${call} answer`
      assert.ok(await survives(victim, card, { moment: 'after', at: 1, of }))
    })
  }

  const roads = [
    { card: 'pm_card_visa', words: 'completed', first: 1, last: 7 },
    { card: 'pm_card_declined', words: 'declined', first: 6, last: 9 }, // so far it is the same road
  ] as const
  for (const { card, words, first, last } of roads) {
    it(`that is ${words} survives ecommerce-service, killed after any commit or call`, async () => {
      const of = '^POST /orders (sql commit|call)'
      let at: number = first
      while (await survives('ecommerce-service', card, { moment: 'after', at, of })) at += 1
      assert.ok(at > last, `only ${at - 1} effects were seen`)
    })
  }

  it('leaves stock, money, carts and reports whole', () => audit(crowd, shop, past))
})
