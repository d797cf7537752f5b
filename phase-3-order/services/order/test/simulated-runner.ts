// order-service of a simulation: any number of replicas over one database, which do what saga-runner.ts and order.ts do,
// in few lines. Between any two effects a replica may be killed.
import type { CommandType } from '../../../contracts/messages.ts'
import { askOf, type Input, isFinal } from '../saga.ts'
import { paid } from '../saga-calls.ts'
import { type Call, isCall, type Reply } from '../saga-steps.ts'
import { askAgainMs } from '../saga-timing.ts'
import type { Stock, World } from './simulated-cart.ts'
import type { makePayment } from './simulated-payment.ts'
import { idle, makeProcess, type Process, type Task } from './simulated-process.ts'
import { makeSagas, type Moved, type Row, type Rules, type Under } from './simulated-sagas.ts'
import type { Message } from './simulated-wires.ts'

type Partners = { stock: Stock; payment: ReturnType<typeof makePayment> }

const everyMs = 500

export function makeOrders(
  world: World,
  { stock, payment }: Partners,
  rules: Rules & { replicas: number },
) {
  const { clock, weather, wires, safeties } = world
  const store = makeSagas(world, rules)
  const { sagas, statuses, outbox, transaction, begin, move, postpone } = store
  /** Who makes a call for which version of a saga just now. */
  const atWork = new Map<string, { by: Process; life: number }>()
  const problems: string[] = []

  function* goOn(by: Process, moved: Moved | undefined): Task {
    for (let at = moved; at;) {
      yield* outbox.relayOnce(at.orderId)
      at = isCall(at.effect) ? yield* call(by, at, at.effect) : undefined
    }
  }

  function* call(by: Process, under: Under, effect: Call): Task<Moved | undefined> {
    const { id, orderId, version } = under
    const key = `${id}, version ${version}`
    const other = atWork.get(key)
    // Whoever hangs for longer than its lease may find somebody else at its work.
    const isTwice = other?.life === other?.by.life() && weather.hang === 0
    if (other && isTwice) problems.push(`${key}: two replicas work on it`)
    atWork.set(key, { by, life: by.life() })
    const reply = yield* calls[effect](orderId)
    atWork.delete(key)
    if (reply) return yield* hear(under, reply)
    postpone(under, clock.between(375, 5_000))
    return undefined
  }

  const hear = ({ id, version }: Under, input: Input) =>
    transaction(id, (saga) =>
      saga && (saga.version === version || !safeties.version) ? move(saga, input) : undefined,
    )

  function* resume(by: Process, saga: Row): Task {
    const effect = askOf(saga)
    if (saga.deadlineAt <= clock.now()) yield* goOn(by, yield* hear(saga, 'timeout'))
    else if (isCall(effect)) yield* goOn(by, yield* call(by, saga, effect))
    else if (effect) yield* tellAgain(saga, effect)
  }

  function* tellAgain(saga: Row, command: CommandType): Task {
    yield* transaction(saga.id, (seen) => {
      if (seen?.version !== saga.version) return
      postpone(saga, askAgainMs(saga.attempts))
      if (!outbox.has('cart', command, saga.orderId)) outbox.add('cart', command, saga.orderId)
    })
    yield* outbox.relayOnce(saga.orderId)
  }

  function* sweepForEver(by: () => Process): Task {
    for (;;) {
      for (const saga of store.claim()) by().run(resume(by(), saga))
      yield* idle(clock, everyMs)
    }
  }

  function* receive({ id, type, orderId }: Message, by: Process): Task {
    const moved = yield* transaction(orderId, (saga) =>
      store.isNew(id) && saga ? move(saga, type as Reply) : undefined,
    )
    yield* goOn(by, moved)
  }

  const ask = <Answer>(
    to: Process,
    name: Call,
    handle: (orderId: string) => Task<Answer>,
    replyOf: (answer: Answer) => Reply | undefined,
  ) =>
    function* (orderId: string): Task<Reply | undefined> {
      const answer = yield* wires.call(to, `${name} of ${orderId}`, () => handle(orderId))
      return answer === undefined ? undefined : replyOf(answer)
    }
  const calls: Record<Call, (orderId: string) => Task<Reply | undefined>> = {
    HoldStock: ask(stock.process, 'HoldStock', stock.hold, (isHeld) =>
      isHeld ? 'stock.held' : 'stock.short',
    ),
    ReleaseStock: ask(stock.process, 'ReleaseStock', stock.release, () => 'stock.released'),
    CreatePayment: ask(payment.process, 'CreatePayment', payment.create, (status) => paid[status]),
    GetPayment: ask(payment.process, 'GetPayment', payment.status, (status) =>
      status === 'created' ? undefined : paid[status],
    ),
    RefundPayment: ask(payment.process, 'RefundPayment', payment.refund, (isSure) =>
      isSure ? 'payment.refunded' : undefined,
    ),
  }

  const processes = Array.from({ length: rules.replicas }, (_, at): Process => {
    const process: Process = makeProcess(clock, weather, `order-${at + 1}`, () => [
      outbox.relayForEver(),
      sweepForEver(() => process),
    ])
    return process
  })
  wires.consume('saga', { processes, handle: receive })

  return {
    processes,
    sagas,
    log: store.log,
    statuses,
    problems,
    isQuiet: () => outbox.isEmpty() && [...sagas.values()].every(isFinal),

    /** Answers before the saga goes on, as `goOnLater` does. */
    *place(by: Process, orderId: string): Task<true> {
      const moved = yield* transaction(orderId, () => {
        if (statuses.has(orderId)) return undefined // the twin of this request has promised it
        statuses.set(orderId, 'pending')
        return begin('checkout', orderId, orderId)
      })
      by.run(goOn(by, moved))
      return true
    },

    *cancel(by: Process, orderId: string): Task<true> {
      const moved = yield* transaction(orderId, (saga) => {
        const status = statuses.get(orderId)
        if (status !== 'pending' && status !== 'completed') return undefined
        statuses.set(orderId, 'cancelling')
        clock.note(`${orderId} is cancelled by its customer`)
        if (status === 'completed') return begin('cancellation', `${orderId}-cancellation`, orderId)
        return saga && move(saga, 'cancel')
      })
      by.run(goOn(by, moved))
      return true
    },
  }
}
