// All SQL about charges. The database's clock is the only clock.
import type { Knex } from 'knex'
import type { ChargeStatus, PaymentMethod } from './provider-rules.ts'

export type ChargeRequest = {
  key: string
  amountCents: number
  currency: string
  paymentMethod: PaymentMethod
}
export type Charge = ChargeRequest & { status: ChargeStatus; attempts: number; dueInMs: number }

// int8 and sums come as text, because they may not fit a double: these are cents, and do.
type ChargeRow = {
  key: string
  status: ChargeStatus
  amount_cents: string
  currency: string
  payment_method: PaymentMethod
  attempts: number
  due_in_ms: number
}
type EntryRow = Pick<ChargeRow, 'key' | 'status' | 'amount_cents'> & { refunded_cents: string }

const chargeColumns = `key, status, amount_cents, currency, payment_method, attempts,
  greatest(0, ceil(extract(epoch from due_at - now()) * 1000))::integer as due_in_ms`

type NewCharge = ChargeRequest & { status: ChargeStatus; dueInMs: number | undefined }

/**
 * One statement, so that twins meet at the key: writes the charge, or counts one more attempt for it and hands back
 * what it is by now. Undefined if the key belongs to another request. A tombstone (no attempt yet) learns here what
 * it stands for. A charge without a due time gets one with its first repeat: pm_card_flaky is captured by that.
 */
export async function acceptCharge(db: Knex, charge: NewCharge): Promise<Charge | undefined> {
  const { rows } = await db.raw<{ rows: ChargeRow[] }>(
    `insert into charges as old (key, status, amount_cents, currency, payment_method, attempts, due_at)
     values (:key, :status, :amountCents, :currency, :paymentMethod, 1, now() + :dueInMs * interval '1 ms')
     on conflict (key) do update set
       attempts = old.attempts + 1,
       amount_cents = excluded.amount_cents,
       currency = excluded.currency,
       payment_method = excluded.payment_method,
       due_at = coalesce(old.due_at, now())
     where old.attempts = 0
       or (old.amount_cents, old.currency, old.payment_method)
        = (excluded.amount_cents, excluded.currency, excluded.payment_method)
     returning ${chargeColumns}`,
    { ...charge, dueInMs: charge.dueInMs ?? null },
  )
  return rows[0] && toCharge(rows[0])
}

export async function getCharge(db: Knex, key: string): Promise<Charge> {
  const row: ChargeRow | undefined = await db('charges').where({ key }).first(db.raw(chargeColumns))
  if (!row) throw new Error(`no charge ${key}`)
  return toCharge(row)
}

/** Captures every slow charge whose time has come. Whoever is about to look calls it: no timer has to survive. */
export async function captureDue(db: Knex): Promise<void> {
  // Locked in key order, so that two of these never wait for each other in a circle.
  const due = db('charges')
    .select('key')
    .where('status', 'running')
    .where('due_at', '<=', db.fn.now())
    .orderBy('key')
    .forUpdate()
  await db('charges').whereIn('key', due).update({ status: 'captured' })
}

/** Voids a charge that still runs, or leaves a tombstone for one that was never seen. Locked either way. */
export async function stopCharge(trx: Knex.Transaction, key: string) {
  const { rows } = await trx.raw<{ rows: Pick<ChargeRow, 'status' | 'amount_cents'>[] }>(
    `insert into charges as old (key, status, attempts) values (:key, 'voided', 0)
     on conflict (key) do update set
       status = case old.status when 'running' then 'voided' else old.status end
     returning status, amount_cents`,
    { key },
  )
  const { status, amount_cents } = rows[0]!
  return { capturedCents: status === 'captured' ? Number(amount_cents) : 0 }
}

/** The ledger, oldest first: of one charge, or of all. */
export async function findEntries(db: Knex, key?: string) {
  const rows = await db('charges as c')
    .leftJoin('refunds as r', 'r.charge_key', 'c.key')
    .where(key === undefined ? {} : { 'c.key': key })
    .groupBy('c.key')
    .orderBy(['c.created_at', 'c.key'])
    .select<EntryRow[]>('c.key', 'c.status', 'c.amount_cents')
    .sum<EntryRow[]>('r.refunded_cents as refunded_cents')
  return rows.map((row) => ({
    key: row.key,
    status: row.status,
    capturedCents: row.status === 'captured' ? Number(row.amount_cents) : 0,
    refundedCents: Number(row.refunded_cents),
  }))
}

const toCharge = (row: ChargeRow): Charge => ({
  key: row.key,
  status: row.status,
  amountCents: Number(row.amount_cents),
  currency: row.currency,
  paymentMethod: row.payment_method,
  attempts: row.attempts,
  dueInMs: row.due_in_ms,
})
