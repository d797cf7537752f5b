// What somebody could break by mistake, one thing at a time: in the table of steps, in advance(), or around them. A
// simulation that does not notice is worth nothing, so each of them has to turn it red.
import { advance, type Input, type Saga, stepOf } from '../saga.ts'
import { type Effect, sagas, type Step } from '../saga-steps.ts'
import { type Course, simulate } from './saga-simulation.ts'
import type { Safeties } from './simulated-safeties.ts'

type Sabotage = {
  safeties?: Partial<Safeties>
  advance?: typeof advance
  /** Changes the table, until it is mended. */
  steps?: (steps: Step[]) => Step[]
}

const without = (undo: Effect) => (steps: Step[]) =>
  steps.map((step) => (step.undo === undo ? { ...step, undo: undefined, undone: undefined } : step))

const withPivotAt = (name: Step['name']) => (steps: Step[]) =>
  steps.map((step) => ({ ...step, isPivot: step.name === name }))

/** As if the step under way needed no undo when it is left because of this. */
const forgetting = (isMeant: (input: Input) => boolean) => (saga: Saga, input: Input) => {
  const next = advance(saga, input)
  if (saga.state !== 'running' || next?.state !== 'compensating' || !isMeant(input)) return next
  return next.step === stepOf(saga)?.name ? advance(next, stepOf(next)!.undone!) : next
}

const withoutSafety: Record<keyof Safeties, string> = {
  version: 'replicas overwrite what others have written',
  lease: 'two replicas do the same work at once',
  leaseEnds: 'a saga dies with the replica that has it',
  outbox: 'messages are sent after the commit, from memory',
  inbox: 'a message counts as often as it comes',
  acknowledgedLast: 'a message is acknowledged before its effect',
  cartTombstone: 'a cart can be reserved after its release',
  stockTombstone: 'stock can be held after its release',
  paymentTombstone: 'a payment can be created after its refund',
  stockOnce: 'stock is held again by a call that comes again',
  chargeOnce: 'a card is charged again by a charge that comes again',
  lateCancel: 'a customer who cancels too late is forgotten',
}

export const sabotages = new Map<string, Sabotage>([
  ['the cart is never released', { steps: without('release.items') }],
  ['the stock is never released', { steps: without('ReleaseStock') }],
  ['the payment is never refunded', { steps: without('RefundPayment') }],
  ['the pivot comes too late', { steps: withPivotAt('COMPLETED') }],
  [
    'a step that took too long is not undone',
    { advance: forgetting((input) => input === 'timeout') },
  ],
  [
    'a step that was cancelled is not undone',
    { advance: forgetting((input) => input === 'cancel') },
  ],
  [
    'a step that was refused is not undone',
    { advance: forgetting((input) => input !== 'timeout' && input !== 'cancel') },
  ],
  ...Object.entries(withoutSafety).map(([safety, what]): [string, Sabotage] => [
    what,
    { safeties: { [safety]: false } },
  ]),
])

/** Looks for it in so many courses of events; hands back the first one that shows it. */
export function findBug({ steps, ...sabotage }: Sabotage, from: number, runs: number) {
  const { checkout } = sagas
  if (steps) sagas.checkout = steps(checkout)
  try {
    return simulateMany(from, runs, sabotage).find(({ problems }) => problems.length > 0)
  } finally {
    sagas.checkout = checkout
  }
}

/** One after the other, as far as somebody looks. */
export function* simulateMany(
  from: number,
  runs: number,
  sabotage: Sabotage = {},
): Generator<Course, undefined> {
  for (let seed = from; seed < from + runs; seed += 1) yield simulate(seed, sabotage)
}
