// payment-service of a simulation, and the card processor, whose ledger is the witness: it belongs to neither of them.
import type { PaymentStatus } from '../../../contracts/payment-api.ts'
import type { World } from './simulated-cart.ts'
import { makeOutbox } from './simulated-outbox.ts'
import { idle, makeProcess, pause, type Process, type Task } from './simulated-process.ts'

type Payment = { orderId: string; status: PaymentStatus; isRefundAsked: boolean; dueAt: number }
export type Charge = { captured: number; refunded: number; status: PaymentStatus }

const [leaseMs, everyMs] = [5_000, 500]

export function makePayment(world: World) {
  const { clock, weather, wires, safeties } = world
  const outbox = makeOutbox(clock, wires, safeties, 'payment')
  const provider = makeProvider(world)
  const payments = new Map<string, Payment>()
  const open = () =>
    [...payments.values()].filter(
      ({ status, isRefundAsked }) => status === 'created' && !isRefundAsked,
    )

  function* charge(payment: Payment): Task {
    const { orderId } = payment
    yield* pause(clock)
    const status = yield* provider.charge(orderId)
    if (status) yield* settle(payment, status)
    else payment.dueAt = clock.now() + clock.between(100, 2_000)
  }

  function* settle(payment: Payment, status: PaymentStatus): Task {
    yield* pause(clock)
    if (payment.status !== 'created' || payment.isRefundAsked) return
    payment.status = status
    const type = status === 'captured' ? 'payment.confirmed' : 'payment.failed'
    outbox.add('saga', type, payment.orderId)
    yield* pause(clock)
    yield* outbox.relayOnce(payment.orderId)
  }

  function* chargeForEver(): Task {
    for (;;) {
      for (const payment of open().filter(({ dueAt }) => dueAt <= clock.now())) {
        payment.dueAt = clock.now() + leaseMs
        process.run(charge(payment))
      }
      yield* idle(clock, everyMs)
    }
  }

  const process: Process = makeProcess(clock, weather, 'payment', () => [
    outbox.relayForEver(),
    chargeForEver(),
  ])

  return {
    process,
    ledger: provider.ledger,
    isQuiet: () => outbox.isEmpty() && open().length === 0,

    *create(orderId: string): Task<PaymentStatus> {
      yield* pause(clock)
      if (!payments.has(orderId)) {
        payments.set(orderId, { orderId, status: 'created', isRefundAsked: false, dueAt: 0 })
      }
      yield* pause(clock)
      return payments.get(orderId)!.status
    },

    *status(orderId: string): Task<PaymentStatus> {
      yield* pause(clock)
      return payments.get(orderId)!.status
    },

    /** Hands back whether it is sure that nothing is kept. */
    *refund(orderId: string): Task<boolean> {
      yield* pause(clock)
      const payment = payments.get(orderId)
      if (!payment) {
        const voided: Payment = { orderId, status: 'voided', isRefundAsked: true, dueAt: 0 }
        if (safeties.paymentTombstone) payments.set(orderId, voided)
        return true
      }
      payment.isRefundAsked = true
      yield* pause(clock)
      if (payment.status !== 'created' && payment.status !== 'captured') return true
      const status = yield* provider.refund(orderId)
      yield* pause(clock)
      if (status) payment.status = status
      return status !== undefined
    },
  }
}

/** Idempotent by order, and never killed: what it has done, it has done. */
function makeProvider({ clock, weather, wires, book, safeties }: World) {
  const process = makeProcess(clock, { ...weather, stormMs: 0 }, 'provider', () => [])
  const ledger = new Map<string, Charge>()
  const failures = new Map<string, number>()

  function* charge(orderId: string): Task<PaymentStatus | undefined> {
    const { card, totalCents } = book.get(orderId)!
    const failed = failures.get(orderId) ?? 0
    if (card === 'flaky' && failed < 2) return void failures.set(orderId, failed + 1)
    if (card === 'slow' && !ledger.has(orderId)) yield* pause(clock, clock.between(1_000, 9_000))
    yield* pause(clock)
    const known = ledger.get(orderId)
    const isAgain = known?.status === 'captured' && !safeties.chargeOnce
    if (known && !isAgain) return known.status
    const captured = card === 'declined' ? 0 : totalCents
    const status = captured > 0 ? 'captured' : 'declined'
    ledger.set(orderId, { captured: captured + (known?.captured ?? 0), refunded: 0, status })
    return status
  }

  function* refund(orderId: string): Task<PaymentStatus> {
    yield* pause(clock)
    const known = ledger.get(orderId) ?? { captured: 0, refunded: 0, status: 'voided' as const }
    const status = known.status === 'captured' ? 'refunded' : known.status
    ledger.set(orderId, { ...known, refunded: known.captured, status })
    return status
  }

  return {
    ledger,
    charge: (orderId: string) => wires.call(process, `charge ${orderId}`, () => charge(orderId)),
    refund: (orderId: string) => wires.call(process, `refund ${orderId}`, () => refund(orderId)),
  }
}
