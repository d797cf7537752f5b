// How sagas go on, over everything they may hear: replies in any order, twice, late or never, and a customer who cancels.
import assert from 'node:assert/strict'
import * as fc from 'fast-check'
import { advance, effectOf, expecting, type Input, isFinal, type Saga, stepOf } from '../saga.ts'
import { type Reply, type SagaKind, sagas } from '../saga-steps.ts'

const kinds: SagaKind[] = ['checkout', 'cancellation']
const allSteps = Object.values(sagas).flat()
const repliesOf = (saga: Saga) => {
  const step = stepOf(saga)
  if (saga.state === 'compensating') return [step?.undone as Reply]
  return Object.keys(step?.replies ?? {}) as Reply[]
}
const inputs: Input[] = [
  ...new Set(allSteps.flatMap(({ replies, undone }) => Object.keys({ ...replies, [undone!]: 0 }))),
  'timeout',
  'cancel',
] as Input[]

const begun = (kind: SagaKind): Saga => ({ kind, state: 'running', step: 'CREATED', reason: null })
const hear = (saga: Saga, ...heard: Input[]): Saga =>
  heard.reduce((now, input) => advance(now, input) ?? now, saga)

/** Every state that any sequence of inputs can reach. */
function reachable(): Saga[] {
  const found = new Map<string, Saga>()
  const look = (saga: Saga) => {
    if (found.has(JSON.stringify(saga))) return
    found.set(JSON.stringify(saga), saga)
    for (const input of inputs) look(hear(saga, input))
  }
  kinds.map(begun).forEach(look)
  return [...found.values()]
}

/** What is heard, in any order, and then a world that answers each question with one of its answers. */
const story = fc.record({
  kind: fc.constantFrom(...kinds),
  heard: fc.array(fc.oneof(fc.constantFrom(...inputs), fc.nat(9)), { maxLength: 40 }),
  answers: fc.array(fc.nat(9), { minLength: 12, maxLength: 12 }),
})

type Story = typeof story extends fc.Arbitrary<infer Told> ? Told : never

/** The states that follow each other, from the first, and what moved it from one to the next. */
function walk({ kind, heard, answers }: Story) {
  const states = [begun(kind)]
  const moves: Input[] = []
  for (const next of [...heard, ...answers]) {
    const saga = states.at(-1)!
    const expected = repliesOf(saga)
    const input = typeof next === 'number' ? expected[next % expected.length] : next
    const moved = input && advance(saga, input)
    if (!moved) continue
    states.push(moved)
    moves.push(input)
  }
  return { states, moves }
}

const check = (property: (states: Saga[], moves: Input[]) => void) =>
  fc.assert(
    fc.property(story, (told) => {
      const { states, moves } = walk(told)
      property(states, moves)
    }),
    { numRuns: 2_000 },
  )

const compensating = (states: Saga[]) => states.filter(({ state }) => state === 'compensating')
const forward = (states: Saga[]) => states.filter(({ state }) => state === 'running')

describe('a saga, whatever it hears', () => {
  it('never leaves a final state', () => {
    const finals = reachable().filter(isFinal)
    assert.deepEqual(new Set(finals.map(({ state }) => state)).size, 3)
    for (const saga of finals) {
      for (const input of inputs) assert.equal(advance(saga, input), undefined)
      assert.equal(effectOf(saga), undefined)
    }
  })

  it('ends, if the world keeps answering', () =>
    check((states) => assert.ok(isFinal(states.at(-1)!))))

  it('can be waited for: every state that is not final has something to do or to ask, and a reply that moves it', () => {
    for (const saga of reachable().filter((state) => !isFinal(state))) {
      const step = stepOf(saga)
      assert.ok(step?.do ?? step?.ask ?? step?.undo)
      for (const reply of repliesOf(saga)) assert.ok(advance(saga, reply), `${reply} is not heard`)
    }
  })

  it('undoes each step that it began exactly once, in reverse, unless it completes', () =>
    check((states) => {
      const begunSteps = forward(states).map((saga) => stepOf(saga)!)
      const undone = compensating(states).map((saga) => stepOf(saga)!.name)
      const meant =
        states.at(-1)!.state === 'completed' ? [] : begunSteps.filter(({ undo }) => undo)
      // A cancellation while it compensates is a state of its own, and the same step.
      const once = undone.filter((name, at) => name !== undone[at - 1])
      assert.deepEqual(once, meant.map(({ name }) => name).toReversed())
    }))

  it('does nothing forward any more once it has begun to undo', () =>
    check((states) => {
      const turn = states.findIndex(({ state }) => state === 'compensating')
      if (turn >= 0) assert.deepEqual(forward(states.slice(turn)), [])
    }))

  it('undoes nothing once the card has been charged', () =>
    check((states) => {
      const pivot = states.findIndex(({ step }) => step === 'PAYMENT_CONFIRMED')
      if (pivot < 0) return
      for (const { state } of states.slice(pivot)) assert.match(state, /^(running|completed)$/)
    }))

  it('does not charge before the stock is held, nor hold the stock before the cart is reserved', () =>
    check((states) => {
      const done = forward(states).map((saga) => effectOf(saga))
      const order = ['reserve.items', 'HoldStock', 'CreatePayment', undefined, 'clear.cart']
      const cancellation = ['RefundPayment', 'ReleaseStock']
      const [first] = states
      const steps = first?.kind === 'checkout' ? order : cancellation
      // It may learn that the card was charged before it learns that the payment was accepted.
      const expected = done.length === 4 && done[3] === 'clear.cart' ? order.toSpliced(3, 1) : steps
      assert.deepEqual(done, expected.slice(0, done.length))
    }))

  it('does not change by anything that it hears a second time', () => {
    for (const saga of reachable()) {
      for (const input of inputs) {
        const moved = advance(saga, input)
        if (moved && input !== 'timeout') assert.equal(advance(moved, input), undefined, input)
      }
    }
  })

  it('does not change by a late reply: each one moves it once at most', () =>
    check((_, moves) => {
      const replies = moves.filter((move) => move !== 'timeout' && move !== 'cancel')
      assert.equal(new Set(replies).size, replies.length)
    }))

  it('does not change by a reply to a question that it did not ask', () => {
    for (const saga of reachable()) {
      const impossible = inputs.filter((input) => !repliesOf(saga).includes(input as Reply))
      for (const input of impossible.filter((other) => other !== 'timeout' && other !== 'cancel')) {
        assert.equal(advance(saga, input), undefined, `${saga.step} ${saga.state}: ${input}`)
      }
    }
  })

  it('becomes what is expected of it unseen, wherever that is expected, and nothing while it runs elsewhere', () => {
    const isExpected = ({ kind, step }: Saga, reply: Reply) =>
      expecting(kind, reply)?.at.includes(step) ?? false
    for (const saga of reachable().filter(({ state }) => state === 'running')) {
      for (const reply of inputs.filter((other) => other !== 'timeout' && other !== 'cancel')) {
        const expected = isExpected(saga, reply) ? expecting(saga.kind, reply)?.next : undefined
        assert.deepEqual(advance(saga, reply), expected, `${saga.step}: ${reply}`)
      }
    }
  })

  it('runs at each step once, so the step says as much as the version', () =>
    check((states) => {
      const steps = forward(states).map(({ step }) => step)
      assert.deepEqual(steps, [...new Set(steps)])
    }))

  it('keeps the first reason, unless the customer cancels while it is undone', () =>
    check((states) => {
      const reasons = compensating(states).map(({ reason }) => reason)
      const first = reasons[0]
      const seen = reasons.filter((reason, at) => reason !== reasons[at - 1])
      assert.ok(seen.length < 3 && (seen.length < 2 || seen[1] === 'cancelled'))
      if (first) assert.equal(states.at(-1)!.reason, reasons.at(-1))
    }))
})
