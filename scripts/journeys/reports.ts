// The shopkeeper's reports, asked for as the admin.
import { getAdmin } from './account.ts'
import { sum } from './bill.ts'
import { queryString } from './catalogue.ts'
import { call, expectStatus } from './http.ts'
import type { CartAbandonment, Page, RevenueHour, TrendingProduct } from './types.ts'

export type Money = { orders: number; revenueCents: number; refundedCents: number }

/** Asks for a report: `revenue`, `trending` or `cart-abandonment`. */
export async function ask(report: string, query: Record<string, string | number> = {}) {
  const token = await (await getAdmin()).token()
  return call('GET', `/analytics/${report}${queryString(query)}`, { token })
}

export const getTrending = async (): Promise<TrendingProduct[]> => {
  const query = { windowMinutes: 1440, limit: 50 }
  return (await expectStatus<Page<TrendingProduct>>(200, ask('trending', query))).items
}

export const getAbandonment = (idleMinutes: number): Promise<CartAbandonment> =>
  expectStatus(200, ask('cart-abandonment', { idleMinutes }))

export const hourOf = (time: Date): Date => new Date(Math.floor(time.getTime() / 3600e3) * 3600e3)

export const getRevenue = async (from: Date, to: Date): Promise<RevenueHour[]> => {
  const query = { from: from.toISOString(), to: to.toISOString() }
  return (await expectStatus<Page<RevenueHour>>(200, ask('revenue', query))).items
}

const firstHour = hourOf(new Date())
const nextDay = new Date(firstHour.getTime() + 24 * 3600e3)

/** All money of the hours since the suite began. */
export async function moneySoFar(): Promise<Money> {
  const hours = await getRevenue(firstHour, nextDay)
  return {
    orders: sum(hours.map(({ orders }) => orders)),
    revenueCents: sum(hours.map(({ revenueCents }) => revenueCents)),
    refundedCents: sum(hours.map(({ refundedCents }) => refundedCents)),
  }
}
