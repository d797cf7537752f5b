// What the shopkeeper wants to know, asked of everybody's tables where they are in one database. The carts are not:
// their report is composed of two answers, of two moments, and there is none while cart-service is down.
import type { Knex } from 'knex'
import type { CartClient } from '../../contracts/cart-api.ts'
import type { ReportApi } from '../../contracts/report-api.ts'
import { abandonmentRate } from './report-rules.ts'
import { countCheckouts, findBestSellers, findRevenue } from './report-store.ts'

type Deps = { db: Knex; carts: CartClient }

export const makeReport = ({ db, carts }: Deps): ReportApi => ({
  getRevenue: ({ from, to }) => findRevenue(db, from, to),

  getTrending: ({ windowMinutes, limit }) => findBestSellers(db, windowMinutes, limit),

  async getCartAbandonment({ idleMinutes }) {
    const { openCarts, abandonedCarts } = await carts.countCarts(idleMinutes)
    const checkouts = await countCheckouts(db)
    const rate = abandonmentRate(abandonedCarts, checkouts)
    return { idleMinutes, openCarts, abandonedCarts, checkouts, abandonmentRate: rate }
  },
})
