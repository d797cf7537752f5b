// The arithmetic of the bench, on numbers that are known.
import assert from 'node:assert/strict'
import * as arithmetic from '../arithmetic.ts'
import { kindOf, perOrder } from '../effects.ts'
import type { Fate } from '../orders.ts'
import { timesWorse } from '../overview.ts'
import type { Step } from '../result.ts'
import { summarise } from '../summary.ts'
import { turnsOf } from '../turns.ts'
import { spentBetween } from '../usage.ts'
import { ofRound, sizes } from '../sizes.ts'
import { givenAccepted, givenLaterRun, givenRun, givenStep, tooMuch } from './given-result.ts'

const { ceilingOf, cpuPerOrder, customersFor, firstNear, keepsUp, median, nextRate } = arithmetic
const { percentilesOf, stepOf, timesAsMuch } = arithmetic

describe('percentiles', () => {
  it('are the smallest that so many do not exceed', () => {
    const numbers = Array.from({ length: 100 }, (_, i) => 100 - i)
    assert.deepEqual(percentilesOf(numbers), { p50: 50, p95: 95, p99: 99 })
  })

  it('are no number where there is none', () => {
    assert.deepEqual(percentilesOf([]), { p50: NaN, p95: NaN, p99: NaN })
    assert.ok(Number.isNaN(median([])))
  })

  it('of several rounds are the median of them', () => {
    assert.equal(median([3, 1, 2]), 2)
    assert.equal(median([4, 1, 2, 3]), 2.5)
    assert.equal(median([NaN, 7]), 7)
  })
})

describe('the orders of one rate', () => {
  const fate = (askedAt: number, answeredAt: number, endedAt?: number): Fate => ({
    askedAt,
    answeredAt,
    endedAt,
    status: endedAt ? 'completed' : 'pending',
  })
  const offered = { rate: 2, seconds: 2, asked: 4, refused: 0 }

  it('are answered, then end, and some wait meanwhile', () => {
    const fates = [
      fate(1_000, 1_010, 1_200),
      fate(1_500, 1_510, 2_100),
      fate(2_000, 2_010, 3_100),
      fate(2_500, 2_510),
    ]
    const step = stepOf(offered, fates)
    assert.deepEqual([step.completed, step.lost], [3, 1])
    assert.equal(step.toAnswer.p50, 10)
    assert.deepEqual([step.toEnd.p50, step.fromAnswerToEnd.p50], [600, 590])
    // At 2,000 the second and the third are open, at 3,000 the third and the fourth.
    assert.deepEqual(step.open, { half: 2, end: 2 })
    assert.equal(step.completedPerSecond, 3 / 2.1)
  })

  it('end no earlier than their answer tells', () => {
    const step = stepOf(offered, [fate(1_000, 1_050, 1_020)])
    assert.deepEqual([step.toEnd.p50, step.fromAnswerToEnd.p50], [50, 0])
  })

  it('may all be refused', () => {
    const step = stepOf({ ...offered, refused: 4 }, [])
    assert.deepEqual([step.completed, step.completedPerSecond], [0, 0])
  })
})

describe('a phase keeps up', () => {
  it('while all are completed and no more and more wait', () => {
    assert.equal(keepsUp(givenStep()), true)
    assert.equal(keepsUp(givenStep({ open: { half: 40, end: 45 } })), true)
    assert.equal(keepsUp(givenStep({ open: { half: 40, end: 60 } })), false)
    assert.equal(keepsUp(givenStep({ completed: 199, lost: 1 })), false)
    assert.equal(keepsUp(givenStep({ completed: 199, refused: 1 })), false)
    assert.equal(keepsUp(givenStep({ asked: 0, completed: 0 })), false)
  })

  it('up to its ceiling', () => {
    assert.equal(ceilingOf([givenStep(), givenStep({ rate: 40 }), tooMuch(80)]), 40)
    assert.equal(ceilingOf([tooMuch(5)]), 0)
  })
})

describe('the search for the ceiling', () => {
  function ratesUpTo(ceiling: number, halvings: number, { atMost = 640, first = 5 } = {}) {
    const steps: Step[] = []
    const next = () => nextRate(steps, { first, least: 5, atMost, halvings })
    for (let rate = next(); rate; rate = next()) {
      steps.push(rate <= ceiling ? givenStep({ rate }) : tooMuch(rate))
    }
    return steps.map(({ rate }) => rate)
  }

  it('doubles until it is too much, then halves what lies between', () => {
    assert.deepEqual(ratesUpTo(33, 0), [5, 10, 20, 40])
    assert.deepEqual(ratesUpTo(33, 2), [5, 10, 20, 40, 30, 35])
    assert.deepEqual(ratesUpTo(100, 2), [5, 10, 20, 40, 80, 160, 120, 100])
  })

  it('goes down where the first is too much, but not for ever', () => {
    assert.deepEqual(ratesUpTo(33, 1, { first: 20 }), [20, 40, 30])
    assert.deepEqual(ratesUpTo(12, 1, { first: 40 }), [40, 20, 10, 15])
    assert.deepEqual(ratesUpTo(1, 1, { first: 20 }), [20, 10, 5])
  })

  it('begins near a ceiling that is known', () => {
    const first = [0, 4, 5, 30, 40, 90].map((ceiling) => firstNear(ceiling, 5))
    assert.deepEqual(first, [5, 5, 5, 20, 40, 80])
  })

  it('ends where nothing is possible, and where it is enough', () => {
    assert.deepEqual(ratesUpTo(1, 2), [5])
    assert.deepEqual(ratesUpTo(1_000, 2, { atMost: 40 }), [5, 10, 20, 40])
  })
})

describe('customers', () => {
  it('are made ready as many as the trial had use for, and half as many again', () => {
    assert.equal(customersFor(20, { asked: 40, seconds: 2 }), 600)
    assert.equal(customersFor(20, { asked: 40, seconds: 0.01 }), 6_000)
  })
})

describe('processor time', () => {
  it('is what was spent in between', () => {
    assert.deepEqual(spentBetween({ a: 10 }, { a: 30, b: 5 }), { a: 20, b: 5 })
    assert.equal(spentBetween(undefined, { a: 1 }), undefined)
  })

  it('is counted for each order, the card processor and the driver apart', () => {
    assert.deepEqual(cpuPerOrder(givenStep().cpuMs, 200), {
      services: 10,
      servers: { Postgres: 15, RabbitMQ: 3, Kafka: 2 },
      provider: 45,
      all: 30,
    })
    assert.equal(cpuPerOrder(undefined, 200), undefined)
    assert.equal(cpuPerOrder({}, 0), undefined)
  })

  it('is so many times as much as it was', () => {
    assert.equal(timesAsMuch(20, 25), 1.25)
    assert.equal(timesAsMuch(undefined, 25), undefined)
    assert.equal(timesAsMuch(20, undefined), undefined)
  })
})

describe('effects', () => {
  it('are known by their names', () => {
    const known = {
      'POST /orders sql insert into "orders"\nvalues ($1)': 'statements',
      'POST /orders call /cart.v1.CartService/GetFreeLines': 'rpcs',
      '/cart.v1.CartService/GetFreeLines answer': undefined,
      'loop ask POST /charges': 'requests',
      'loop publish shop.commands reserve.items': 'rabbit',
      'reserve.items ack': 'acks',
      'loop publish test-1.shop.orders': 'kafka',
      'loop commit offsets': 'offsets',
      'POST /orders reply': undefined,
    }
    const found = Object.keys(known).map((effect) => [effect, kindOf(effect)])
    assert.deepEqual(Object.fromEntries(found), known)
  })

  it('of an order are without those that loops have anyway', () => {
    const { statements, rpcs, kafka } = perOrder(givenRun(3).effects!)
    assert.deepEqual({ statements, rpcs, kafka }, { statements: 30, rpcs: 4, kafka: 0 })
  })
})

describe('rounds', () => {
  it('give each phase its turn, and the first and the last another one, backwards', () => {
    const turnsIn = (phases: number[], rounds: number) =>
      turnsOf(phases, rounds).map(({ phase, round }) => `${round}:${phase}`)
    assert.deepEqual(turnsIn([0, 1, 3], 3), ['1:0', '1:1', '1:3', '2:3', '2:0', '3:0', '3:3'])
    assert.deepEqual(turnsIn([3], 2), ['1:3', '2:3'])
  })

  it('after the first have only some of the scenarios', () => {
    assert.equal(ofRound(sizes.full, 1), sizes.full)
    const { slow, away, browse, effects, idle, scale, complete } = ofRound(sizes.full, 2)
    assert.deepEqual([slow, away, browse, effects, idle, scale], Array(6).fill(undefined))
    assert.equal(complete.first, 20)
  })

  it('leave out of a figure what a round did not measure', () => {
    const later = givenLaterRun(3, { steps: [givenStep({ rate: 20 }), tooMuch(40)] })
    const [one] = summarise([givenRun(3), later])
    assert.deepEqual([one!.rounds, one!.ceiling, one!.slowCeiling], [2, 30, 20])
    assert.deepEqual(one!.effects.perOrder.statements, 30)
    assert.equal(one!.idle.load, 1)
  })

  it('come to the median of their figures, and to all of what went wrong', () => {
    const worse = givenAccepted(32, 64, {
      refused: 2,
      ends: { completed: 390, pending: 10 },
      load: 4,
    })
    const runs = [
      givenRun(3),
      givenRun(3, { accepted: [worse], steps: [tooMuch(5)] }),
      givenRun(3, { steps: [givenStep({ rate: 20 }), tooMuch(40)] }),
    ]
    const [summary, ...more] = summarise(runs)
    assert.equal(more.length, 0)
    const burst = summary!.accepted.find(({ clients }) => clients === 32)!
    assert.equal(burst.ms.p50, 32)
    assert.deepEqual([burst.refused, burst.unfinished, burst.load], [2, 10, 4])
    assert.equal(summary!.ceiling, 20)
    const at40 = summary!.steps.find(({ rate }) => rate === 40)!
    assert.equal(at40.isKept, false)
  })
})

describe('a change', () => {
  it('for the worse is above one, whichever way is better', () => {
    assert.equal(timesWorse(10, 30, 'lower'), 3)
    assert.equal(timesWorse(10, 30, 'higher'), 1 / 3)
    assert.equal(timesWorse(0, 0, 'lower'), 1)
    assert.equal(timesWorse(0, 5, 'lower'), undefined)
    assert.equal(timesWorse(5, NaN, 'lower'), undefined)
  })
})
