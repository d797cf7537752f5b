// All SQL about refunds. Whoever writes one holds the lock of its charge.
import type { Knex } from 'knex'

export type Refund = { key: string; chargeKey: string; askedCents: number; refundedCents: number }

type RefundRow = { key: string; charge_key: string; asked_cents: string; refunded_cents: string }

export async function findRefund(db: Knex, key: string): Promise<Refund | undefined> {
  const row = await db<RefundRow>('refunds').where({ key }).first()
  return row && toRefund(row)
}

export async function sumRefunded(db: Knex, chargeKey: string): Promise<number> {
  const row = await db('refunds')
    .where('charge_key', chargeKey)
    .sum('refunded_cents as sum')
    .first()
  return Number(row?.['sum'])
}

/** False if another charge's refund took the key meanwhile. */
export async function insertRefund(db: Knex, refund: Refund): Promise<boolean> {
  const { key, chargeKey, askedCents, refundedCents } = refund
  const row = { key, charge_key: chargeKey, asked_cents: askedCents, refunded_cents: refundedCents }
  const inserted = await db('refunds').insert(row).onConflict('key').ignore().returning('key')
  return inserted.length > 0
}

const toRefund = (row: RefundRow): Refund => ({
  key: row.key,
  chargeKey: row.charge_key,
  askedCents: Number(row.asked_cents),
  refundedCents: Number(row.refunded_cents),
})
