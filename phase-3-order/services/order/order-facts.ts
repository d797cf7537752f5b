// What was ordered, by whom, and how it is to be paid. None of it ever changes, so what was read once is remembered.
import type { Knex } from 'knex'
import { LRUCache } from 'lru-cache'
import type { OrderLine } from '../../contracts/order-api.ts'
import type { NewPayment, PaymentMethod } from '../../contracts/payment-api.ts'
import { AppError } from '../../shared/errors.ts'
import { listLines, type OrderRow } from './order-store.ts'

export type Facts = {
  userId: string
  items: OrderLine[]
  totalCents: number
  currency: string
  paymentMethod: PaymentMethod
}

/** Those that are under way, and some more. */
const known = new LRUCache<string, Facts>({ max: 1_000 })

export const rememberFacts = (id: string, facts: Facts): void => void known.set(id, facts)

/** Errors: not_found. */
export async function getFacts(db: Knex, id: string): Promise<Facts> {
  const remembered = known.get(id)
  if (remembered) return remembered
  const facts = await readFacts(db, id)
  rememberFacts(id, facts)
  return facts
}

/** What payment-service has to know to charge the card. */
export async function getPayable(db: Knex, orderId: string): Promise<NewPayment> {
  const { totalCents: amountCents, currency, paymentMethod } = await getFacts(db, orderId)
  return { orderId, amountCents, currency, paymentMethod }
}

async function readFacts(db: Knex, id: string): Promise<Facts> {
  const row = await db<OrderRow>('orders').where({ id }).first()
  if (!row) throw new AppError('not_found', `no order ${id}`)
  return {
    userId: row.user_id,
    items: await listLines(db, id),
    totalCents: row.total_cents,
    currency: row.currency,
    paymentMethod: row.payment_method,
  }
}
