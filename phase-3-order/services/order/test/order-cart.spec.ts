// Checkout with a cart that is somebody else's: it may be away, change in between, or hear of things twice and late.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { givenOrders, type GivenOrders } from './given-order.ts'

describe('a checkout whose cart is remote', () => {
  let shop: GivenOrders
  before(async () => (shop = await givenOrders()))
  after(() => shop.close())
  afterEach(() => {
    shop.wire.calm()
    return shop.provider.calm()
  })

  async function givenCustomer() {
    const productId = await shop.product(5, 800)
    const userId = await shop.customerWith({ productId, quantity: 2 })
    return { productId, userId }
  }
  const lockedCart = async (userId: string) => (await shop.carts.getCart(userId)).locked
  const linesOf = async (userId: string) => (await shop.carts.getCart(userId)).items.length
  const ordersOf = async (userId: string) =>
    (await shop.orders.listOrders(userId, { limit: 10 })).items

  it('is not begun when the cart cannot be read: nothing is promised, and nothing held', async () => {
    const { productId, userId } = await givenCustomer()
    shop.wire.trouble({ unreachable: ['getFreeLines'] })
    const key = uuidv7()
    const placing = shop.place(userId, 'pm_card_visa', key)
    await assert.rejects(placing, { kind: 'unavailable' })
    assert.deepEqual(await ordersOf(userId), [])
    assert.equal(await shop.stockOf(productId), 5)
    shop.wire.calm()
    assert.equal((await shop.place(userId, 'pm_card_visa', key)).status, 'completed')
  })

  it('is answered again without a cart to ask', async () => {
    const { userId } = await givenCustomer()
    const key = uuidv7()
    const { id } = await shop.place(userId, 'pm_card_visa', key)
    shop.wire.trouble({ unreachable: ['getFreeLines', 'reserveCart'] })
    const again = await shop.place(userId, 'pm_card_visa', key)
    assert.deepEqual([again.id, again.status], [id, 'completed'])
  })

  it('is known to the twin who finds the cart locked by it', async () => {
    const { userId } = await givenCustomer()
    const key = uuidv7()
    const twin = () => shop.place(userId, 'pm_card_visa', key)
    const ids: string[] = []
    shop.wire.trouble({ meanwhile: { getFreeLines: async () => ids.push((await twin()).id) } })
    ids.push((await twin()).id)
    assert.equal(ids.length, 2)
    assert.equal(new Set(ids).size, 1)
    assert.equal((await ordersOf(userId)).length, 1)
  })

  it('waits, once it is promised, for a cart that does not answer', async () => {
    const { productId, userId } = await givenCustomer()
    shop.wire.trouble({ unreachable: ['reserveCart'] })
    const { id, status } = await shop.place(userId)
    assert.equal(status, 'pending')
    assert.equal(await shop.stockOf(productId), 5, 'nobody holds what is not reserved')
    assert.equal(await shop.ledgerOf(id), undefined, 'nor pays for it')
    shop.wire.calm()
    await shop.sweep()
    assert.equal((await shop.orders.getOrder(userId, id)).status, 'completed')
  })

  it('reserves once when only the answer was lost', async () => {
    const { productId, userId } = await givenCustomer()
    shop.wire.trouble({ unanswered: ['reserveCart'] })
    const { id } = await shop.place(userId)
    assert.equal(await lockedCart(userId), true)
    await shop.carts.setItem(userId, await shop.product(5), 1) // meanwhile
    shop.wire.calm()
    await shop.sweep()
    const order = await shop.orders.getOrder(userId, id)
    assert.deepEqual([order.status, order.totalCents], ['completed', 1600])
    assert.equal(await shop.stockOf(productId), 3)
    assert.equal(await linesOf(userId), 1)
  })

  it('does not ask the cart again once it has reserved', async () => {
    const { userId } = await givenCustomer()
    await shop.provider.behave({ down: true })
    const { id, status } = await shop.place(userId)
    assert.equal(status, 'pending')
    await shop.provider.calm()
    shop.wire.trouble({ unreachable: ['getFreeLines', 'reserveCart'] })
    await shop.sweep()
    assert.equal((await shop.orders.getOrder(userId, id)).status, 'completed')
  })

  describe('in which the cart changes between being read and being reserved', () => {
    const changes: [string, (userId: string, productId: string) => Promise<unknown>][] = [
      ['is emptied', (userId) => shop.carts.emptyCart(userId)],
      ['has more of it', (userId, productId) => shop.carts.setItem(userId, productId, 4)],
      [
        'has something else as well',
        async (userId) => shop.carts.setItem(userId, await shop.product(5), 1),
      ],
      ['is reserved by another checkout', (userId) => shop.carts.reserveCart(userId, uuidv7())],
    ]
    for (const [what, change] of changes) {
      it(`fails, and holds nothing, when it ${what}`, async () => {
        const { productId, userId } = await givenCustomer()
        const meanwhile = { reserveCart: () => change(userId, productId) }
        shop.wire.trouble({ meanwhile })
        const order = await shop.place(userId)
        assert.deepEqual([order.status, order.failureReason], ['failed', 'cart_changed'])
        assert.equal(await shop.stockOf(productId), 5)
        assert.equal((await shop.ledgerOf(order.id))?.capturedCents ?? 0, 0)
        const isElsewhere = what === 'is reserved by another checkout'
        assert.equal(await lockedCart(userId), isElsewhere)
      })
    }

    it('charges the price that was read, whatever it is by now', async () => {
      const { userId, productId } = await givenCustomer()
      shop.wire.trouble({ meanwhile: { reserveCart: () => shop.reprice(productId, 999) } })
      const order = await shop.place(userId)
      assert.deepEqual([order.status, order.totalCents], ['completed', 1600])
      assert.equal((await shop.ledgerOf(order.id))?.capturedCents, 1600)
    })
  })

  describe('that is over while the cart is away', () => {
    const away = { unreachable: ['clearCart', 'releaseCart'] as const }

    it('is told as it is, and the cart learns of it later', async () => {
      const { userId } = await givenCustomer()
      shop.wire.trouble({ unreachable: [...away.unreachable] })
      assert.equal((await shop.place(userId)).status, 'completed')
      assert.equal(await lockedCart(userId), true)
      await shop.sweep()
      assert.equal(await lockedCart(userId), true)
      shop.wire.calm()
      await shop.sweep()
      assert.deepEqual([await linesOf(userId), await lockedCart(userId)], [0, false])
    })

    it('gives the cart back when it failed', async () => {
      const { userId } = await givenCustomer()
      shop.wire.trouble({ unreachable: [...away.unreachable] })
      assert.equal((await shop.place(userId, 'pm_card_declined')).status, 'failed')
      shop.wire.calm()
      await shop.sweep()
      assert.deepEqual([await linesOf(userId), await lockedCart(userId)], [1, false])
    })

    it('clears before it releases, when a completed order is cancelled meanwhile', async () => {
      const { userId } = await givenCustomer()
      shop.wire.trouble({ unreachable: [...away.unreachable] })
      const { id } = await shop.place(userId)
      await shop.orders.cancelOrder(userId, id)
      shop.wire.calm()
      shop.wire.calls.length = 0
      await shop.sweep()
      await shop.sweep()
      assert.deepEqual(shop.wire.calls, ['clearCart', 'releaseCart'])
      assert.deepEqual([await linesOf(userId), await lockedCart(userId)], [0, false])
    })

    it('hears of its end twice, and minds only once', async () => {
      const { userId } = await givenCustomer()
      shop.wire.trouble({ unanswered: ['clearCart'] })
      assert.equal((await shop.place(userId)).status, 'completed')
      assert.equal(await linesOf(userId), 0, 'the first clear came')
      await shop.carts.setItem(userId, await shop.product(5), 1)
      shop.wire.calm()
      await shop.sweep()
      assert.deepEqual(shop.wire.calls.slice(-2), ['clearCart', 'clearCart'])
      assert.deepEqual([await linesOf(userId), await lockedCart(userId)], [1, false])
    })
  })

  it('cannot lock the cart any more when its reservation comes after its end', async () => {
    const { userId } = await givenCustomer()
    shop.wire.trouble({ unreachable: ['reserveCart'] })
    const { id } = await shop.place(userId)
    await shop.sweepImpatiently()
    const order = await shop.orders.getOrder(userId, id)
    assert.deepEqual([order.status, order.failureReason], ['failed', 'timed_out'])
    await assert.rejects(shop.carts.reserveCart(userId, id), { code: 'checkout_over' })
    assert.deepEqual([await linesOf(userId), await lockedCart(userId)], [1, false])
  })
})
