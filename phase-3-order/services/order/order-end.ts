// SQL of the end of an order.
import type { Knex } from 'knex'
import type { FailureReason, OrderStatus } from '../../contracts/order-api.ts'
import { AppError } from '../../shared/errors.ts'
import type { OrderRow } from './order-store.ts'

export type End = Extract<OrderStatus, 'completed' | 'failed' | 'cancelled'>

/** One that the customer has cancelled meanwhile is not completed any more, and stays as it is. Hands back what it is now. */
export async function endOrder(
  trx: Knex.Transaction,
  id: string,
  end: End,
  failureReason: FailureReason | null,
): Promise<Pick<OrderRow, 'status' | 'total_cents'>> {
  const { rows } = await trx.raw<{ rows: Pick<OrderRow, 'status' | 'total_cents'>[] }>(
    `update orders set failure_reason = :failureReason, updated_at = now(),
       status = case when status = 'cancelling' and :end = 'completed' then status else :end end
     where id = :id
     returning status, total_cents`,
    { id, end, failureReason },
  )
  const [row] = rows
  if (!row) throw new AppError('not_found', `no order ${id}`)
  return row
}
