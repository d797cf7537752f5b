// What an order may become. Pure: no clock, no database.
import type { OrderLine, OrderStatus } from '../../contracts/order-api.ts'

export type CancelMove = 'start' | 'none' | 'refuse'

/** Cancelling twice is cancelling once. */
export const cancelMoves: Record<OrderStatus, CancelMove> = {
  pending: 'start',
  completed: 'start',
  cancelling: 'none',
  cancelled: 'none',
  failed: 'refuse',
}

export const totalOf = (lines: OrderLine[]): number =>
  lines.reduce((total, line) => total + line.lineTotalCents, 0)
