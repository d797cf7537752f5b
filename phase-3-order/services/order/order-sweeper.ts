// Finishes or undoes what a crash, a slow partner or a lost answer has left behind.
import type { Knex } from 'knex'
import type { Log } from '../../shared/log.ts'
import { startLoop } from '../../shared/loop.ts'
import { claimDue } from './order-queue.ts'
import { leaseMs } from './order-rules.ts'
import type { Settle } from './order-settle.ts'

const batch = 20
const everyMs = 500

/** Runs at once and then on a timer; hands back how to stop it. */
export const startSweeper = (db: Knex, settle: Settle, log: Log) =>
  startLoop({
    name: 'order sweeper',
    everyMs,
    log,
    async run() {
      const ids = await claimDue(db, leaseMs, batch)
      const results = await Promise.allSettled(ids.map(settle))
      for (const result of results) {
        if (result.status === 'rejected')
          log.error({ err: result.reason }, 'cannot settle an order')
      }
      return ids.length === batch
    },
  })
