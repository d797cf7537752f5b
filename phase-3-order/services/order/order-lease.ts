// How SQL says that an order is somebody's for a while, and due after that.
import type { Knex } from 'knex'
import type { OrderStatus } from '../../contracts/order-api.ts'
import { leaseMs } from './order-rules.ts'

export const inMs = (db: Knex, ms: number): Knex.Raw =>
  db.raw(`clock_timestamp() + ? * interval '1 millisecond'`, [ms])

/** Whoever writes a status goes on with the order; for a lease no sweeper takes it. A final one is nobody's. */
export const leaseOf = (trx: Knex.Transaction, status: OrderStatus) => ({
  settle_at: status === 'pending' || status === 'cancelling' ? inMs(trx, leaseMs) : null,
  settle_attempts: 0,
})
