// Stock through its contract: held by order, all lines or none, never below zero, each effect once.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { givenProducts, type GivenProducts } from './given-product.ts'

type Line = [productId: string, quantity: number]

describe('stock', () => {
  let shop: GivenProducts
  before(async () => (shop = await givenProducts()))
  after(() => shop.close())

  const addStock = (...stocks: number[]) => shop.add(...stocks.map((stock) => ({ stock })))
  const stockOf = async (id: string) => (await shop.products.getProduct(id)).stock
  const hold = (orderId: string, ...wanted: Line[]) =>
    shop.products.holdStock(
      orderId,
      wanted.map(([productId, quantity]) => ({ productId, quantity })),
    )

  it('is taken for every line of an order', async () => {
    const [mug = '', cup = ''] = await addStock(10, 5)
    assert.deepEqual(await hold(uuidv7(), [mug, 3], [cup, 5]), { isHeld: true })
    assert.deepEqual([await stockOf(mug), await stockOf(cup)], [7, 0])
  })

  it('is not taken at all if one line is short', async () => {
    const [mug = '', cup = ''] = await addStock(10, 5)
    assert.deepEqual(await hold(uuidv7(), [mug, 3], [cup, 6]), { isHeld: false })
    assert.deepEqual([await stockOf(mug), await stockOf(cup)], [10, 5])
  })

  it('is not taken at all if a product does not exist', async () => {
    const [mug = ''] = await addStock(10)
    assert.deepEqual(await hold(uuidv7(), [mug, 3], [uuidv7(), 1]), { isHeld: false })
    assert.equal(await stockOf(mug), 10)
  })

  it('can be tried again by an order that was refused', async () => {
    const [mug = ''] = await addStock(1)
    const order = uuidv7()
    assert.deepEqual(await hold(order, [mug, 2]), { isHeld: false })
    assert.deepEqual(await hold(order, [mug, 1]), { isHeld: true })
  })

  it('is taken once, however often an order asks', async () => {
    const [mug = ''] = await addStock(10)
    const order = uuidv7()
    assert.deepEqual(await hold(order, [mug, 6]), { isHeld: true })
    assert.deepEqual(await hold(order, [mug, 6]), { isHeld: true })
    assert.equal(await stockOf(mug), 4)
  })

  it('is taken once when an order asks twice at the same moment', async () => {
    const [mug = '', cup = ''] = await addStock(10, 10)
    for (let round = 1; round <= 5; round++) {
      const order = uuidv7()
      const twins = [hold(order, [mug, 1], [cup, 1]), hold(order, [mug, 1], [cup, 1])]
      assert.deepEqual(await Promise.all(twins), [{ isHeld: true }, { isHeld: true }])
      assert.deepEqual([await stockOf(mug), await stockOf(cup)], [10 - round, 10 - round])
    }
  })

  it('comes back when the order lets go, once', async () => {
    const [mug = '', cup = ''] = await addStock(10, 5)
    const order = uuidv7()
    await hold(order, [mug, 3], [cup, 5])
    await shop.products.releaseStock(order)
    await shop.products.releaseStock(order)
    assert.deepEqual([await stockOf(mug), await stockOf(cup)], [10, 5])
  })

  it('comes back once when the order lets go twice at the same moment', async () => {
    const [mug = ''] = await addStock(10)
    const order = uuidv7()
    await hold(order, [mug, 3])
    await Promise.all([shop.products.releaseStock(order), shop.products.releaseStock(order)])
    assert.equal(await stockOf(mug), 10)
  })

  it('stays as it is when an order lets go that holds nothing', async () => {
    const [mug = ''] = await addStock(10)
    await hold(uuidv7(), [mug, 3])
    await shop.products.releaseStock(uuidv7())
    assert.equal(await stockOf(mug), 7)
  })

  it('is not taken again by an order that has let go', async () => {
    const [mug = ''] = await addStock(10)
    const order = uuidv7()
    await hold(order, [mug, 3])
    await shop.products.releaseStock(order)
    assert.deepEqual(await hold(order, [mug, 3]), { isHeld: false })
    assert.equal(await stockOf(mug), 10)
  })

  it('never goes below zero: 50 buyers, 20 pieces, 20 lucky', async () => {
    const [mug = ''] = await addStock(20)
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => hold(uuidv7(), [mug, 1])))
    assert.equal(outcomes.filter(({ isHeld }) => isHeld).length, 20)
    assert.equal(await stockOf(mug), 0)
  })

  it('adds up when orders take and give the same products in every order at once', async () => {
    const [mug = '', cup = '', pot = ''] = await addStock(100, 100, 100)
    const turns = [
      [mug, cup, pot],
      [pot, cup, mug],
      [cup, pot, mug],
      [pot, mug, cup],
    ]
    const takeAndGive = async (number: number) => {
      const order = uuidv7()
      const turn = turns[number % turns.length] ?? []
      await hold(order, ...turn.map((id): Line => [id, 1]))
      if (number % 2 === 0) await shop.products.releaseStock(order)
    }
    await Promise.all(Array.from({ length: 100 }, (_, number) => takeAndGive(number)))
    assert.deepEqual(await Promise.all([mug, cup, pot].map(stockOf)), [50, 50, 50])
  })
})
