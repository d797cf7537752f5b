// The arithmetic behind `npm run chain`, on known numbers: what is measured is never asserted here.
import assert from 'node:assert/strict'
import { availabilityTable } from '../availability-table.ts'
import { latencyOverview, latencyTable, partsOf } from '../latency-table.ts'
import { markdownTable } from '../markdown.ts'
import { mean, percentile, product } from '../numbers.ts'
import { outcomeOf, sharesOf, type Round } from '../rounds.ts'
import { makeSchedule } from '../schedule.ts'
import { between, readHistogram, readTimes, total } from '../spent.ts'

const series = (method: string, code: string, count: number, seconds: number) => `
calls_seconds_bucket{le="+Inf",service="mug",method="${method}",code="${code}"} ${count}
calls_seconds_sum{service="mug",method="${method}",code="${code}"} ${seconds}
calls_seconds_count{service="mug",method="${method}",code="${code}"} ${count}
`

describe('what a process spent on its calls', () => {
  const before = `# HELP calls_seconds Time\n# TYPE calls_seconds histogram
${series('v1.Cart/Look', 'OK', 10, 0.5)}${series('v1.Cart/Old', 'OK', 3, 9)}`
  const after = `${series('v1.Cart/Look', 'OK', 14, 0.75)}${series('v1.Cart/Look', 'UNAVAILABLE', 1, 0.25)}
${series('v1.Cart/Old', 'OK', 3, 9)}${series('v1.Stock/Hold', 'OK', 5, 2e-3)}other_total{service="mug"} 7`
  const read = (text: string) => readHistogram(text, 'calls_seconds', ['method'])

  it('is told by method, whatever came back', () => {
    assert.deepEqual(read(after).get('v1.Cart/Look'), { count: 15, ms: 1000 })
  })

  it('is what came in between, also for what was not called before, and nothing for what was not called', () => {
    const spent = between(read(before), read(after))
    assert.deepEqual(Object.fromEntries(spent), {
      'v1.Cart/Look': { count: 5, ms: 500 },
      'v1.Stock/Hold': { count: 5, ms: 2 },
    })
    assert.deepEqual(total(spent.values()), { count: 10, ms: 502 })
  })

  it('is told of some series only where that is asked', () => {
    const failed = readHistogram(after, 'calls_seconds', [], { code: 'UNAVAILABLE' })
    assert.deepEqual([...failed.values()], [{ count: 1, ms: 250 }])
  })

  it('can come as one line for each request', () => {
    const text = 'POST /charges 1.5\nPOST /charges 2\nPOST /refunds 4.25\n'
    assert.deepEqual(Object.fromEntries(readTimes(text)), {
      'POST /charges': { count: 2, ms: 3.5 },
      'POST /refunds': { count: 1, ms: 4.25 },
    })
    assert.equal(readTimes('').size, 0)
  })
})

describe('of numbers', () => {
  it('the mean, and the product', () => {
    assert.equal(mean([1, 2, 6]), 3)
    assert.equal(product([0.5, 0.5, 0.8]), 0.2)
    assert.equal(product([]), 1)
  })

  it('the percentile is one of them that enough others do not exceed, in whatever order they come', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)
    assert.equal(percentile(hundred, 0.5), 50)
    assert.equal(percentile(hundred, 0.95), 95)
    assert.equal(percentile([7], 0.95), 7)
    assert.equal(percentile([9, 10, 100], 0.5), 10)
    assert.throws(() => percentile([], 0.5))
  })
})

describe('the latency of a checkout', () => {
  const latency = {
    phase: 1,
    takesOrders: 'order-desk',
    through: 'doorman',
    calls: new Map([
      ['v1.Cart/Look', { count: 2, ms: 6 }],
      ['POST /charges', { count: 1, ms: 4 }],
    ]),
    within: { 'cart-desk': new Map([['v1.Stock/Ask', { count: 4, ms: 3 }]]) },
    servedMs: 16,
    tookMs: [12, 8],
  }

  it('is the sum of its parts', () => {
    const parts = partsOf(latency)
    assert.deepEqual(parts, { calls: 1.5, waiting: 5, own: 3, way: 2, average: 10 })
    assert.equal(parts.waiting + parts.own + parts.way, parts.average)
  })

  it('is told part by part', () => {
    assert.equal(
      latencyTable(latency),
      `
| a checkout of phase 1 waits for             | calls | ms per call | ms per checkout |
| ------------------------------------------- | ----: | ----------: | --------------: |
| v1.Cart/Look                                |  1.00 |        3.00 |            3.00 |
| POST /charges                               |  0.50 |        4.00 |            2.00 |
| **the sum of these calls**                  |  1.50 |             |        **5.00** |
| order-desk itself, with its database        |       |             |            3.00 |
| the way there and back, through the doorman |       |             |            2.00 |
| **POST /orders, as the customer sees it**   |       |             |       **10.00** |

Within these calls, cart-desk calls v1.Stock/Ask 2.00 times: 1.50 ms.`.trim(),
    )
  })

  it('is compared phase by phase', () => {
    const [, , row] = latencyOverview([latency]).split('\n')
    const cells = row!.split('|').map((cell) => cell.trim())
    const numbers = ['1.50', '5.00', '3.00', '2.00', '10.00', '8.00', '12.00']
    assert.deepEqual(cells, ['', '1', ...numbers, ''])
  })
})

describe('the schedule of who is down', () => {
  const draw = { seed: 7, rounds: 4_000, share: 0.15 }
  const names = ['mug-desk', 'tea-desk']
  const schedule = makeSchedule(names, draw)
  const roundsOf = (rounds: string[][], name: string) => rounds.map((down) => down.includes(name))
  const shareOf = (rounds: boolean[]) => rounds.filter(Boolean).length / rounds.length

  it('is the same for the same seed, and another for another', () => {
    assert.deepEqual(makeSchedule(names, draw), schedule)
    assert.notDeepEqual(makeSchedule(names, { ...draw, seed: 8 }), schedule)
  })

  it('is the same for each of them whoever else there is, and however many rounds follow', () => {
    const alone = makeSchedule(['tea-desk'], { ...draw, rounds: 100 })
    assert.deepEqual(roundsOf(alone, 'tea-desk'), roundsOf(schedule, 'tea-desk').slice(0, 100))
  })

  it('has each of them down for about the share that was asked, and each for itself', () => {
    const [mug, tea] = names.map((name) => roundsOf(schedule, name)) as [boolean[], boolean[]]
    for (const rounds of [mug, tea]) assert.ok(Math.abs(shareOf(rounds) - 0.15) < 0.02)
    const both = shareOf(mug.map((isDown, round) => isDown && tea[round]!))
    assert.ok(Math.abs(both - 0.15 * 0.15) < 0.01, `both at once: ${both}`)
  })

  it('has nobody down, or everybody, where that is asked', () => {
    assert.deepEqual(makeSchedule(names, { seed: 1, rounds: 2, share: 0 }), [[], []])
    assert.deepEqual(makeSchedule(names, { seed: 1, rounds: 2, share: 1 }), [names, names])
  })
})

describe('what a customer was told', () => {
  const cases = [
    [201, 'completed', 'completed'],
    [201, 'pending', 'pending'],
    [201, 'failed', 'failed'],
    [201, 'cancelled', 'other'],
    [503, undefined, 'unavailable'],
    [504, undefined, 'other'],
    [undefined, undefined, 'other'],
  ] as const
  for (const [status, order, outcome] of cases) {
    it(`by ${status ?? 'no answer'} ${order ?? ''} is ${outcome}`, () => {
      assert.equal(outcomeOf(status, order), outcome)
    })
  }
})

describe('the availability of a checkout', () => {
  const rounds: Round[] = [
    { down: [], outcomes: ['completed', 'completed'] },
    { down: ['tea-desk'], outcomes: ['unavailable', 'unavailable'] },
    { down: ['mug-desk', 'tea-desk'], outcomes: ['unavailable', 'other'] },
    { down: ['mug-desk'], outcomes: ['pending', 'failed'] },
    { down: [], outcomes: ['completed', 'completed'] },
  ]
  const needs = ['mug-desk', 'tea-desk']

  it('is held against that of each part, and against their product', () => {
    const { told, ...shares } = sharesOf(rounds, needs)
    assert.deepEqual(shares, {
      up: { 'mug-desk': 0.6, 'tea-desk': 0.6 },
      product: 0.36,
      allUp: 0.4,
    })
    const expected = { completed: 0.4, pending: 0.1, failed: 0.1, unavailable: 0.3, other: 0.1 }
    assert.deepEqual(told, expected)
  })

  it('does not suffer from who is not needed', () => {
    const { up, allUp } = sharesOf(rounds, ['mug-desk'])
    assert.deepEqual({ up, allUp }, { up: { 'mug-desk': 0.6 }, allUp: 0.6 })
  })

  it('is a row for each phase, with a gap for who is not needed there', () => {
    const measured = { rounds, promised: 9, lost: 1 }
    const [titles, , ...rows] = availabilityTable([
      { ...measured, phase: 0, needs: ['mug-desk'] },
      { ...measured, phase: 1, needs },
    ]).split('\n')
    const cellsOf = (row: string) =>
      row
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim())
    assert.deepEqual(cellsOf(titles!).slice(1, 3), ['mug-desk up', 'tea-desk up'])
    const answers = ['40.0 %', '10.0 %', '10.0 %', '30.0 %', '10.0 %', '1 of 9']
    assert.deepEqual(rows.map(cellsOf), [
      ['0', '60.0 %', '', '60.0 %', '60.0 %', ...answers],
      ['1', '60.0 %', '60.0 %', '36.0 %', '40.0 %', ...answers],
    ])
  })
})

describe('a table', () => {
  it('is Markdown as the formatter leaves it, with its numbers to the right', () => {
    const rows = [
      ['mug', '9'],
      ['a teapot', '1234'],
    ]
    assert.equal(
      markdownTable(['what', 'cents '], rows),
      [
        '| what     | cents |',
        '| -------- | ----: |',
        '| mug      |     9 |',
        '| a teapot |  1234 |',
      ].join('\n'),
    )
  })
})
