// The shopkeeper's reports: they move by exactly what was sold. They may be a moment behind.
import assert from 'node:assert/strict'
import { isDeepStrictEqual } from 'node:util'
import { aProduct, plentiful } from './catalogue.ts'
import { newCustomer, newCustomers } from './customer.ts'
import { expectRefusal } from './http.ts'
import { moneyIsRight } from './invariants.ts'
import { ask, getAbandonment, getRevenue, getTrending, hourOf } from './reports.ts'
import type { CartAbandonment, Product, TrendingProduct } from './types.ts'
import { until } from '../until.ts'

describe('the reports', function () {
  this.timeout('120s')

  it('count the revenue of every completed order, and of no other', async () => {
    const [mug, lamp] = (await plentiful(2)) as [Product, Product]
    const before = await moneyIsRight()
    const [ada, bob] = await newCustomers(2)
    const first = await ada!.buy([mug, 2], [lamp, 1])
    const second = await bob!.buy([lamp, 3])
    await bob!.put(mug, 1)
    await bob!.settled(await bob!.checkout('pm_card_declined'))
    const after = await moneyIsRight()
    assert.deepEqual(after, {
      orders: before.orders + 2,
      revenueCents: before.revenueCents + first.totalCents + second.totalCents,
      refundedCents: before.refundedCents,
    })
  })

  it('show a refund beside the revenue, which stays', async () => {
    const ada = await newCustomer()
    const order = await ada.buy([await aProduct(), 2])
    const before = await moneyIsRight()
    await ada.cancel(order)
    const refundedCents = before.refundedCents + order.totalCents
    assert.deepEqual(await moneyIsRight(), { ...before, refundedCents })
  })

  it('tell the revenue hour by hour, oldest first', async () => {
    const ada = await newCustomer()
    const order = await ada.buy([await aProduct(), 1])
    await moneyIsRight()
    const now = new Date()
    const hours = await getRevenue(new Date(now.getTime() - 48 * 3600e3), now)
    const starts = hours.map(({ hour }) => hour)
    assert.deepEqual(starts, starts.toSorted())
    assert.equal(new Set(starts).size, starts.length)
    const hour = hourOf(new Date(order.updatedAt)).getTime()
    const booked = hours.find((one) => Date.parse(one.hour) === hour)
    assert.ok(booked && booked.revenueCents >= order.totalCents)
  })

  it('tell an hour as a whole, even if asked for a part of it', async () => {
    const ada = await newCustomer()
    const order = await ada.buy([await aProduct(), 1])
    await moneyIsRight()
    const hour = hourOf(new Date(order.updatedAt)).getTime()
    const inMinutes = (minutes: number) => new Date(hour + minutes * 60e3)
    const whole = await getRevenue(inMinutes(0), inMinutes(60))
    assert.equal(whole.length, 1)
    assert.deepEqual(await getRevenue(inMinutes(30), inMinutes(31)), whole)
  })

  it('say nothing of hours in which there was no shop', async () => {
    const hours = await getRevenue(new Date('2001-01-01'), new Date('2001-01-02'))
    assert.deepEqual(hours, [])
  })

  it('count the units of what sells best, most first', async () => {
    const [mug, lamp] = (await plentiful(2)) as [Product, Product]
    const ada = await newCustomer()
    const big = await ada.buy([mug, 90], [lamp, 80])
    await moneyIsRight()
    const sold = (products: TrendingProduct[]) =>
      [mug, lamp].map(({ id }) => products.find(({ productId }) => productId === id))
    const isListed = (products: TrendingProduct[]) => !sold(products).includes(undefined)
    const first = sold(await until('both are listed', getTrending, isListed)) as TrendingProduct[]

    await ada.buy([mug, 3])
    const small = await ada.buy([mug, 4], [lamp, 2])
    const due = [
      { ...first[0]!, unitsSold: first[0]!.unitsSold + 7, orders: first[0]!.orders + 2 },
      { ...first[1]!, unitsSold: first[1]!.unitsSold + 2, orders: first[1]!.orders + 1 },
    ]
    const isDue = (products: TrendingProduct[]) => isDeepStrictEqual(sold(products), due)
    const second = await until('both orders are counted', getTrending, isDue)
    const units = second.map(({ unitsSold }) => unitsSold)
    assert.deepEqual(
      units,
      units.toSorted((a, b) => b - a),
    )
    assert.deepEqual(
      first.map(({ name }) => name),
      [mug.name, lamp.name],
    )
    await Promise.all([big, small].map((order) => ada.cancel(order)))
    await moneyIsRight()
    assert.deepEqual(sold(await getTrending()), due)
  })

  it('count a cart that is filled and left, until it is checked out', async () => {
    const { abandonedCarts, checkouts } = await settledReport(0)
    const ada = await newCustomer()
    await ada.put(await aProduct(), 1)
    await untilReport(0, { abandonedCarts: abandonedCarts + 1, checkouts })
    await ada.settled(await ada.checkout())
    const report = await untilReport(0, { abandonedCarts, checkouts: checkouts + 1 })
    const rate = report.abandonedCarts / (report.abandonedCarts + report.checkouts)
    assert.ok(Math.abs(report.abandonmentRate - rate) < 0.001)
  })

  it('call a cart open while it is young and has something in it', async () => {
    const { openCarts } = await settledReport(10_080)
    const ada = await newCustomer()
    await ada.put(await aProduct(), 1)
    await untilReport(10_080, { openCarts: openCarts + 1 })
    await ada.emptyCart()
    await untilReport(10_080, { openCarts })
  })

  it('refuse questions that make no sense', async () => {
    const bad: [string, Record<string, string>][] = [
      ['revenue', { from: 'yesterday' }],
      ['revenue', { to: '2026-02-30T00:00:00Z' }],
      ['revenue', { from: '2026-01-02T00:00:00Z', to: '2026-01-01T00:00:00Z' }],
      ['trending', { windowMinutes: '0' }],
      ['trending', { windowMinutes: '1441' }],
      ['trending', { limit: '51' }],
      ['trending', { limit: '0' }],
      ['cart-abandonment', { idleMinutes: '-1' }],
      ['cart-abandonment', { idleMinutes: '10081' }],
    ]
    for (const [report, query] of bad) {
      await expectRefusal(400, 'invalid_request', ask(report, query))
    }
  })
})

/** The report when it has caught up with what came before: it says the same twelve times in a row, for two seconds. */
async function settledReport(idleMinutes: number): Promise<CartAbandonment> {
  await moneyIsRight()
  let last = await getAbandonment(idleMinutes)
  let times = 1
  return until(
    'the report stands still',
    async () => {
      const previous = last
      last = await getAbandonment(idleMinutes)
      times = isDeepStrictEqual(last, previous) ? times + 1 : 1
      return last
    },
    () => times >= 12,
  )
}

const untilReport = (idleMinutes: number, wanted: Partial<CartAbandonment>) =>
  until(
    `the report says ${JSON.stringify(wanted)}`,
    () => getAbandonment(idleMinutes),
    (report) => isDeepStrictEqual({ ...report, ...wanted }, report),
  )
