// What the shopkeeper wants to know, asked of everybody's tables: in one database a report is a join.
import type { Knex } from 'knex'
import type { ReportApi } from '../../contracts/report-api.ts'
import { abandonmentRate } from './report-rules.ts'
import { countCarts, countCheckouts, findBestSellers, findRevenue } from './report-store.ts'

export const makeReport = ({ db }: { db: Knex }): ReportApi => ({
  getRevenue: ({ from, to }) => findRevenue(db, from, to),

  getTrending: ({ windowMinutes, limit }) => findBestSellers(db, windowMinutes, limit),

  async getCartAbandonment({ idleMinutes }) {
    const { openCarts, abandonedCarts } = await countCarts(db, idleMinutes)
    const checkouts = await countCheckouts(db)
    const rate = abandonmentRate(abandonedCarts, checkouts)
    return { idleMinutes, openCarts, abandonedCarts, checkouts, abandonmentRate: rate }
  },
})
