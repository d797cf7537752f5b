// A crowd of requests at once: two customers with two orders each, whose every request comes several times, in any order.
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { v7 as uuidv7 } from 'uuid'
import type { CartApi } from '../../../contracts/cart-api.ts'
import { makeCart } from '../cart.ts'
import { givenCarts, type GivenCarts } from './given-cart.ts'

type Request = { name: string; send(): Promise<unknown> }
type Checkout = { userId: string; orderId: string; end: End; ordered: string[] }
type End = 'release' | 'clear'

const refusals = new Set(['cart_locked'])

/** Each order's end, and where each of the requests stands in the queue. */
const anyEnds = fc.tuple(
  ...Array.from({ length: 4 }, () => fc.constantFrom<End[]>('release', 'clear')),
)
const anyOrder = fc.infiniteStream(fc.nat())
const runs = { numRuns: 10 }

describe('a cart in a crowd', () => {
  let shop: GivenCarts
  let carts: CartApi
  let mug: string
  let cup: string
  before(async () => {
    shop = await givenCarts()
    // Not over the wire: it asks again by itself, and nobody would hear of a deadlock.
    carts = makeCart({ db: shop.db, products: shop.catalogue })
    mug = shop.catalogue.add({ name: 'Mug' })
    cup = shop.catalogue.add({ name: 'Cup' })
  })
  after(() => shop.close())

  async function givenCheckouts(ends: End[]): Promise<Checkout[]> {
    const customers = [await shop.customerWith(mug, cup), await shop.customerWith(mug, cup)]
    return ends.map((end, i) => ({
      userId: customers[i % 2]!,
      orderId: uuidv7(),
      end,
      ordered: i < 2 ? [mug, cup] : [cup],
    }))
  }

  function requestsOf({ userId, orderId, end, ordered }: Checkout): Request[] {
    const lines = ordered.map((productId) => ({ productId, quantity: 1 }))
    const reserve = () => shop.command('reserve.items', { orderId, userId, lines })
    const ends = {
      release: () => shop.command('release.items', { orderId }),
      clear: () => shop.command('clear.cart', { orderId }),
    }
    return [
      { name: 'reserve', send: reserve },
      { name: end, send: ends[end] },
    ]
  }

  /** What the customer does meanwhile. */
  const changesOf = ({ userId }: Checkout): Request[] => [
    { name: 'set', send: () => carts.setItem(userId, mug, 2) },
    { name: 'remove', send: () => carts.removeItem(userId, cup) },
    { name: 'empty', send: () => carts.emptyCart(userId) },
  ]

  /** Each of them three times. Whatever is refused is refused for a reason that a customer understands. */
  async function sendAll(requests: Request[], order: Iterator<number>) {
    const queue = [...requests, ...requests, ...requests]
      .map((request) => ({ ...request, place: order.next().value as number }))
      .toSorted((a, b) => a.place - b.place)
    const answers = queue.map(({ name, send }) =>
      send().catch(({ code }: { code: string }) =>
        assert.ok(refusals.has(code), `${name}: ${code}`),
      ),
    )
    await Promise.all(answers)
  }

  it('does not make anybody wait for ever, and is not locked afterwards', async () => {
    const anything = fc.asyncProperty(anyEnds, anyOrder, async (ends, order) => {
      const checkouts = await givenCheckouts(ends)
      const requests = checkouts.flatMap((one) => [...requestsOf(one), ...changesOf(one)])
      await sendAll(requests, order)
      for (const { userId } of checkouts) {
        assert.equal((await carts.getCart(userId)).locked, false)
      }
    })
    await fc.assert(anything, runs)
  }).timeout(60_000)

  it('loses the lines that were bought, and no others', async () => {
    const anything = fc.asyncProperty(anyEnds, anyOrder, async (ends, order) => {
      const checkouts = await givenCheckouts(ends)
      await sendAll(checkouts.flatMap(requestsOf), order)
      for (const { userId } of checkouts) {
        const bought = []
        for (const { orderId, ordered } of checkouts.filter((one) => one.userId === userId)) {
          const answers = await shop.answersTo(orderId)
          const isBought = answers.includes('items.reserved') && answers.includes('cart.cleared')
          if (isBought) bought.push(...ordered)
        }
        const { items } = await carts.getCart(userId)
        const left = items.map(({ productId }) => productId)
        assert.deepEqual([...left, ...bought].toSorted(), [mug, cup].toSorted())
      }
    })
    await fc.assert(anything, runs)
  }).timeout(60_000)
})
