// The reports through their contract.
import assert from 'node:assert/strict'
import { givenReports, type GivenReports, minutesAgo } from './given-report.ts'

const at = (time: string) => new Date(`2026-01-05T${time}Z`)
const day = { from: at('00:00:00'), to: at('23:59:59') }

const of = (productId: string, quantity: number, unitPriceCents = 100) => ({
  productId,
  quantity,
  unitPriceCents,
})
const hour = (time: string, orders: number, revenueCents: number, refundedCents: number) => ({
  hour: at(time).toISOString(),
  orders,
  revenueCents,
  refundedCents,
  currency: 'EUR',
})

describe('reports', () => {
  let shop: GivenReports
  let mug: string
  let cup: string
  let customer: string
  before(async () => (shop = await givenReports()))
  after(() => shop.close())
  beforeEach(async () => {
    await shop.clear()
    ;[mug, cup, customer] = [
      await shop.product('Mug'),
      await shop.product('Cup'),
      await shop.customer(),
    ]
  })

  const trending = (windowMinutes: number, limit = 10) =>
    shop.reports.getTrending({ windowMinutes, limit })
  const sold = (productId: string, quantity: number, minutes: number) => {
    const times = { placed: minutesAgo(minutes), completed: minutesAgo(minutes) }
    return shop.order(customer, [of(productId, quantity)], times)
  }
  const abandonment = (idleMinutes: number) => shop.reports.getCartAbandonment({ idleMinutes })

  describe('of revenue', () => {
    it('add up the orders completed in each hour', async () => {
      const placed = at('09:59:59.9')
      await shop.order(customer, [of(mug, 2, 450)], { placed, completed: at('10:00:00') })
      await shop.order(customer, [of(mug, 1), of(cup, 3)], { placed, completed: at('10:59:59.9') })
      await shop.order(customer, [of(cup, 1)], { placed, completed: at('12:30:00') })
      const rows = await shop.reports.getRevenue(day)
      assert.deepEqual(rows, [hour('10:00:00', 2, 1300, 0), hour('12:00:00', 1, 100, 0)])
    })

    it('count a refund in the hour of the cancellation', async () => {
      const story = { placed: at('10:00:00'), completed: at('10:00:01'), cancelled: at('11:30:00') }
      await shop.order(customer, [of(mug, 5)], story)
      const rows = await shop.reports.getRevenue(day)
      assert.deepEqual(rows, [hour('10:00:00', 1, 500, 0), hour('11:00:00', 0, 0, 500)])
    })

    it('count neither for an order that was cancelled before it was paid', async () => {
      await shop.order(customer, [of(mug, 5)], {
        placed: at('10:00:00'),
        cancelled: at('10:01:00'),
      })
      assert.deepEqual(await shop.reports.getRevenue(day), [])
    })

    it('count nothing for orders that failed or are not settled', async () => {
      await shop.order(customer, [of(mug, 5)], { placed: at('10:00:00'), failed: at('10:00:02') })
      await shop.order(customer, [of(mug, 5)], { placed: at('10:00:00') })
      assert.deepEqual(await shop.reports.getRevenue(day), [])
    })

    it('begin with the start of the period and end before its end', async () => {
      for (const time of ['09:59:59.999', '10:00:00', '10:59:59.999', '11:00:00']) {
        await shop.order(customer, [of(mug, 1)], { placed: at('09:00:00'), completed: at(time) })
      }
      const rows = await shop.reports.getRevenue({ from: at('10:00:00'), to: at('11:00:00') })
      assert.deepEqual(rows, [hour('10:00:00', 2, 200, 0)])
    })
  })

  describe('of revenue, for a period that begins or ends within an hour', () => {
    it('tell those hours in full', async () => {
      for (const time of ['08:59:59', '09:00:00', '10:59:59', '11:00:00']) {
        await shop.order(customer, [of(mug, 1)], { placed: at('08:00:00'), completed: at(time) })
      }
      const rows = await shop.reports.getRevenue({ from: at('09:30:00'), to: at('10:00:01') })
      assert.deepEqual(rows, [hour('09:00:00', 1, 100, 0), hour('10:00:00', 1, 100, 0)])
    })
  })

  describe('of best sellers', () => {
    it('have the most sold units first, by the name of today', async () => {
      await sold(mug, 2, 5)
      await sold(mug, 1, 10)
      await sold(cup, 4, 5)
      assert.deepEqual(await trending(60), [
        { productId: cup, name: 'Cup', unitsSold: 4, orders: 1 },
        { productId: mug, name: 'Mug', unitsSold: 3, orders: 2 },
      ])
    })

    it('look back as far as they are asked to', async () => {
      await sold(mug, 2, 5)
      await sold(cup, 9, 20)
      assert.deepEqual(
        (await trending(10)).map(({ name }) => name),
        ['Mug'],
      )
      assert.deepEqual(
        (await trending(30)).map(({ name }) => name),
        ['Cup', 'Mug'],
      )
    })

    it('are as many as they are asked to be', async () => {
      await sold(mug, 2, 5)
      await sold(cup, 9, 5)
      assert.deepEqual(
        (await trending(60, 1)).map(({ name }) => name),
        ['Cup'],
      )
    })

    it('leave out what nobody has paid for', async () => {
      await shop.order(customer, [of(mug, 5)], { placed: minutesAgo(1) })
      await shop.order(customer, [of(mug, 5)], { placed: minutesAgo(1), failed: minutesAgo(1) })
      assert.deepEqual(await trending(60), [])
    })
  })

  describe('of abandoned carts', () => {
    it('are all zero in a shop without customers', async () => {
      const nothing = { openCarts: 0, abandonedCarts: 0, checkouts: 0, abandonmentRate: 0 }
      assert.deepEqual(await abandonment(30), { idleMinutes: 30, ...nothing })
    })

    it('count a cart by its last touch', async () => {
      const [idle, busy] = [await shop.customer(), await shop.customer()]
      await shop.cart(idle, { productId: mug, touched: minutesAgo(31) })
      const long = { productId: mug, touched: minutesAgo(90) }
      await shop.cart(busy, long, { productId: cup, touched: minutesAgo(29) })
      const { openCarts, abandonedCarts } = await abandonment(30)
      assert.deepEqual([openCarts, abandonedCarts], [1, 1])
      const patient = await abandonment(60)
      assert.deepEqual([patient.openCarts, patient.abandonedCarts], [2, 0])
      const impatient = await abandonment(0)
      assert.deepEqual([impatient.openCarts, impatient.abandonedCarts], [0, 2])
    })

    it('do not count a cart that is being checked out', async () => {
      const placed = minutesAgo(40)
      const orderId = await shop.order(customer, [of(mug, 1)], { placed })
      const free = { productId: cup, touched: placed }
      await shop.cart(customer, { productId: mug, touched: placed, orderId }, free)
      const { openCarts, abandonedCarts, checkouts } = await abandonment(30)
      assert.deepEqual([openCarts, abandonedCarts, checkouts], [0, 0, 1])
    })

    it('compare them with the customers who ordered within a day', async () => {
      const [regular, former] = [await shop.customer(), await shop.customer()]
      const yesterday = 24 * 60
      await shop.order(regular, [of(mug, 1)], { placed: minutesAgo(5) })
      await shop.order(regular, [of(mug, 1)], { placed: minutesAgo(yesterday - 1) })
      await shop.order(former, [of(mug, 1)], { placed: minutesAgo(yesterday + 1) })
      for (let carts = 0; carts < 3; carts++) {
        await shop.cart(await shop.customer(), { productId: mug, touched: minutesAgo(31) })
      }
      const { abandonedCarts, checkouts, abandonmentRate } = await abandonment(30)
      assert.deepEqual([abandonedCarts, checkouts, abandonmentRate], [3, 1, 0.75])
    })
  })
})
