// What the shopkeeper wants to know, answered from this service's own tables. They are as new as the last event that
// was read; nobody else is asked, and nobody else need be there.
import type { Knex } from 'knex'
import type { ReportApi } from '../../contracts/report-api.ts'
import { abandonmentRate } from './report-rules.ts'
import { countCarts, countCheckouts, findBestSellers, findRevenue } from './report-store.ts'

type Deps = { db: Knex }

export const makeReport = ({ db }: Deps): ReportApi => ({
  getRevenue: ({ from, to }) => findRevenue(db, from, to),

  getTrending: ({ windowMinutes, limit }) => findBestSellers(db, windowMinutes, limit),

  async getCartAbandonment({ idleMinutes }) {
    const { openCarts, abandonedCarts } = await countCarts(db, idleMinutes)
    const checkouts = await countCheckouts(db)
    const rate = abandonmentRate(abandonedCarts, checkouts)
    return { idleMinutes, openCarts, abandonedCarts, checkouts, abandonmentRate: rate }
  },
})
