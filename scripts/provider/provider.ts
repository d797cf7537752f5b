// The card processor's operations. Read first. Every effect happens once for its key: whoever got no answer, or a
// failure, asks again with the same key. No transaction is open while a slow charge waits for its time.
import type { Knex } from 'knex'
import { pause } from './pause.ts'
import { Problem } from './problem.ts'
import {
  canRefund,
  firstStatus,
  isFailing,
  isLosingAnswer,
  ledgerStatus,
} from './provider-rules.ts'
import { acceptCharge, captureDue, findEntries, getCharge, stopCharge } from './charge-store.ts'
import type { Charge, ChargeRequest } from './charge-store.ts'
import { findRefund, insertRefund, sumRefunded, type Refund } from './refund-store.ts'

type Dependencies = { db: Knex; slowMs: number; stopping: AbortSignal }
export type RefundRequest = { key: string; chargeKey: string; amountCents: number }
export type Provider = ReturnType<typeof makeProvider>

export function makeProvider({ db, slowMs, stopping }: Dependencies) {
  async function charge(request: ChargeRequest) {
    const isSlow = request.paymentMethod === 'pm_card_slow'
    const accepted = await acceptCharge(db, {
      ...request,
      status: firstStatus[request.paymentMethod],
      dueInMs: isSlow ? slowMs : undefined,
    })
    if (!accepted) throw keyReused(request.key)
    if (isFailing(accepted)) throw new Problem('unavailable', 'nothing was captured: ask again')
    const settled = await settle(accepted)
    if (isLosingAnswer(settled)) throw new Problem('internal', 'the answer is lost: ask again')

    const { key, status, amountCents, currency } = settled
    return { isNew: accepted.attempts === 1, result: { key, status, amountCents, currency } }
  }

  // A repeat waits for the same moment as the original, also in the next life of the process.
  async function settle(accepted: Charge): Promise<Charge> {
    if (accepted.status !== 'running') return accepted
    await pause(accepted.dueInMs, stopping)
    await captureDue(db)
    return settle(await getCharge(db, accepted.key))
  }

  async function refund(request: RefundRequest) {
    const { key, chargeKey, amountCents } = request
    await captureDue(db) // a slow charge whose time has come counts as captured, even if nobody waits for it
    return db.transaction(async (trx) => {
      const charged = await stopCharge(trx, chargeKey)
      const earlier = await findRefund(trx, key)
      const isSame = earlier?.chargeKey === chargeKey && earlier.askedCents === amountCents
      if (earlier && !isSame) throw keyReused(key)
      const made = earlier ?? (await makeRefund(trx, request, charged.capturedCents))

      const status = made.refundedCents > 0 ? 'refunded' : 'voided'
      return {
        isNew: !earlier,
        result: { key, chargeKey, status, amountCents: made.refundedCents },
      }
    })
  }

  async function ledger(key?: string) {
    await captureDue(db)
    const entries = await findEntries(db, key)
    return entries.map((entry) => ({ ...entry, status: ledgerStatus(entry.status, entry) }))
  }

  const check = () => db.raw('select 1')

  return { charge, refund, ledger, check }
}

async function makeRefund(
  trx: Knex.Transaction,
  { key, chargeKey, amountCents }: RefundRequest,
  capturedCents: number,
): Promise<Refund> {
  const refundedCents = await sumRefunded(trx, chargeKey)
  if (!canRefund({ capturedCents, refundedCents }, amountCents)) {
    throw new Problem('refund_exceeds_charge', `${chargeKey} has less than that to give back`)
  }
  const made = {
    key,
    chargeKey,
    askedCents: amountCents,
    refundedCents: capturedCents > 0 ? amountCents : 0,
  }
  if (!(await insertRefund(trx, made))) throw keyReused(key)
  return made
}

const keyReused = (key: string) =>
  new Problem('idempotency_key_reused', `${key} was used for another request`)
