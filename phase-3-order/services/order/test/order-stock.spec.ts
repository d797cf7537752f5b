// Checkout with stock that is somebody else's: it may be away, sell out in between, or hear of things twice and late.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { givenOrders, type GivenOrders } from './given-order.ts'

describe('a checkout whose stock is remote', () => {
  let shop: GivenOrders
  before(async () => (shop = await givenOrders()))
  after(() => shop.close())
  afterEach(() => {
    shop.wire.calm()
    shop.stockWire.calm()
    shop.wire.calls.length = 0
    shop.stockWire.calls.length = 0
    return shop.provider.calm()
  })

  async function givenCustomer() {
    const productId = await shop.product(5, 800)
    const userId = await shop.customerWith({ productId, quantity: 2 })
    return { productId, userId }
  }
  const cartOf = async (userId: string) => {
    const { items, locked } = await shop.carts.getCart(userId)
    return { lines: items.length, locked }
  }
  const getOrder = (userId: string, id: string) => shop.orders.getOrder(userId, id)
  const paidFor = async (id: string) => {
    const entry = await shop.ledgerOf(id)
    return entry ? entry.capturedCents - entry.refundedCents : 0
  }

  it('fails, and gives the cart back, when somebody else was faster', async () => {
    const { userId, productId } = await givenCustomer()
    const buyAll = () => shop.products.holdStock(uuidv7(), [{ productId, quantity: 5 }])
    shop.stockWire.trouble({ meanwhile: { holdStock: buyAll } })
    const { id, status, failureReason } = await shop.place(userId)
    assert.deepEqual([status, failureReason], ['failed', 'out_of_stock'])
    assert.deepEqual(await cartOf(userId), { lines: 1, locked: false })
    assert.equal(await shop.stockOf(productId), 0)
    assert.equal(await paidFor(id), 0)
  })

  it('waits, once it is promised, for a catalogue that does not answer', async () => {
    const { userId, productId } = await givenCustomer()
    shop.stockWire.trouble({ unreachable: ['holdStock'] })
    const { id, status } = await shop.place(userId)
    assert.equal(status, 'pending')
    assert.equal(await shop.ledgerOf(id), undefined, 'nobody pays for what is not held')
    shop.stockWire.calm()
    await shop.sweep()
    assert.equal((await getOrder(userId, id)).status, 'completed')
    assert.equal(await shop.stockOf(productId), 3)
  })

  it('holds once when only the answer was lost', async () => {
    const { userId, productId } = await givenCustomer()
    shop.stockWire.trouble({ unanswered: ['holdStock'] })
    const { id } = await shop.place(userId)
    assert.equal(await shop.stockOf(productId), 3)
    shop.stockWire.calm()
    await shop.sweep()
    assert.equal((await getOrder(userId, id)).status, 'completed')
    assert.equal(await shop.stockOf(productId), 3)
  })

  it('cannot take the stock any more when its hold comes after its end', async () => {
    const { userId, productId } = await givenCustomer()
    shop.stockWire.trouble({ unreachable: ['holdStock'] })
    const { id } = await shop.place(userId)
    await shop.sweepImpatiently()
    const { status, failureReason } = await getOrder(userId, id)
    assert.deepEqual([status, failureReason], ['failed', 'timed_out'])
    const late = await shop.products.holdStock(id, [{ productId, quantity: 2 }])
    assert.deepEqual(late, { isHeld: false })
    assert.equal(await shop.stockOf(productId), 5)
  })
})
