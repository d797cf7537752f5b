// SQL of what those who take part in a checkout have to know of its order.
import type { Knex } from 'knex'
import type { NewPayment } from '../../contracts/payment-api.ts'
import { AppError } from '../../shared/errors.ts'
import type { OrderRow } from './order-store.ts'

/** What payment-service has to know to charge the card. */
export async function getPayable(db: Knex, id: string): Promise<NewPayment> {
  const row = await getRow(db, id)
  return {
    orderId: id,
    amountCents: row.total_cents,
    currency: row.currency,
    paymentMethod: row.payment_method,
  }
}

export const getOwner = async (db: Knex, id: string): Promise<string> =>
  (await getRow(db, id)).user_id

async function getRow(db: Knex, id: string): Promise<OrderRow> {
  const row = await db<OrderRow>('orders').where({ id }).first()
  if (!row) throw new AppError('not_found', `no order ${id}`)
  return row
}
