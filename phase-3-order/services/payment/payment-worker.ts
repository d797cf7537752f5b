// Charges what was promised: soon, many at once, and again until the card processor has answered. When to give up is
// not decided here: whoever wants the payment no more asks for a refund. Any number of replicas may run.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Knex } from 'knex'
import type { NewPayment } from '../../contracts/payment-api.ts'
import type { Log } from '../../shared/log.ts'
import { startLoop } from '../../shared/loop.ts'
import { backoffMs } from '../../shared/relay.ts'
import type { News } from './payment-answers.ts'
import { claimCharges, type DueCharge, postponeCharge } from './payment-queue.ts'

type Deps = {
  db: Knex
  /** Hands back what is to be told of it, if anything is. Rejects when nobody knows yet what became of it. */
  charge(payment: NewPayment): Promise<News | undefined>
  /** Sends that. It is not lost if that fails. */
  tell(news: News): Promise<unknown>
  /** Longer than a charge may take. One that takes longer all the same is only asked for twice. */
  leaseMs: number
  log: Log
}
export type PaymentWorker = AsyncDisposable & {
  /** There may be something due: resolves when it has been taken. */
  wake(): Promise<void>
  /** For a charge that is not written down yet. Undefined when all are busy: then it is charged in its turn. */
  takePlace(): Place | undefined
}
/** Given back unless it is used. */
export type Place = Disposable & {
  /** For so long the charge is to be claimed by whoever has the place. */
  leaseMs: number
  charge(due: DueCharge): void
}

/** Each is a request that waits, and holds no connection to the database meanwhile. Those who take a place while a claim is
 *  under way come on top of what that one finds: then they are twice as many at worst. */
export const mostAtOnce = 50
const everyMs = 1_000

export function startPaymentWorker({ db, charge, tell, leaseMs, log }: Deps): PaymentWorker {
  let free = mostAtOnce
  let isStopping = false
  let isClaimAhead = false
  let lastClaim = Promise.resolve()
  const running = new Set<Promise<void>>()
  // Whoever wakes it does so in a request of its own, and a claim takes what others have asked for as well.
  const ofNoRequest = AsyncLocalStorage.snapshot()

  // One claim at a time and at most one behind it: that one has not begun, so it will see whatever is there by now.
  function wake() {
    if (isClaimAhead) return lastClaim
    isClaimAhead = true
    return (lastClaim = lastClaim.then(() => ofNoRequest(claim)))
  }

  async function claim() {
    isClaimAhead = false
    const limit = free
    if (isStopping || limit <= 0) return
    const due = await claimCharges(db, { leaseMs, limit }).catch(notNow)
    free -= due.length
    for (const one of due) run(one)
    if (due.length === limit) void wake()
  }

  function takePlace(): Place | undefined {
    if (isStopping || free <= 0) return undefined
    free -= 1
    let isUsed = false
    return {
      leaseMs,
      charge(due) {
        isUsed = true
        ofNoRequest(run, due)
      },
      [Symbol.dispose]: () => void (isUsed || leavePlace()),
    }
  }

  function leavePlace() {
    free += 1
    if (free === 1) void wake() // all were busy, so more may be due
  }

  function run(due: DueCharge) {
    const done = work(due).finally(() => running.delete(done))
    running.add(done)
  }

  async function work(due: DueCharge) {
    const news = await tryToCharge(due)
    leavePlace()
    if (news) await tell(news).catch(notNow)
  }

  async function tryToCharge(due: DueCharge): Promise<News | undefined> {
    try {
      return await charge(due)
    } catch (error) {
      const { orderId, attempts } = due
      log.warn({ orderId, attempts, err: error }, 'a charge has no answer yet')
      const pauseMs = backoffMs(attempts) * (0.5 + Math.random() / 2) // not all at the same moment
      await postponeCharge(db, orderId, pauseMs).catch(notNow) // then it is due when its lease ends
      return undefined
    }
  }

  function notNow(error: unknown): [] {
    log.error({ err: error }, 'the payment worker cannot go on now, will try again')
    return []
  }

  const poll = () => wake().then(() => false)
  const stopPolling = startLoop({ name: 'payment worker', everyMs, log, run: poll })

  return {
    wake,
    takePlace,
    async [Symbol.asyncDispose]() {
      isStopping = true
      await stopPolling()
      await lastClaim
      await Promise.all(running)
    },
  }
}
