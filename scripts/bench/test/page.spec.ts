// The page that is made of a known result, and the verdicts on it.
import assert from 'node:assert/strict'
import { boundsOf } from '../bounds.ts'
import { chart } from '../chart.ts'
import { overviewTable } from '../overview.ts'
import { measurementsPage } from '../page.ts'
import type { Growth, Run } from '../result.ts'
import { sizes } from '../sizes.ts'
import { summarise } from '../summary.ts'
import { verdictsOf } from '../targets.ts'
import type { Verdict } from '../verdict.ts'
import {
  givenAccepted,
  givenGrowth,
  givenLaterRun,
  givenResult,
  givenRun,
  givenScale,
  givenStep,
  tooMuch,
  withoutKernel,
} from './given-result.ts'

function verdicts(runs: Run[], rest: Parameters<typeof verdictsOf>[2] = {}) {
  const all = verdictsOf(summarise(runs), 3, rest)
  return (part: string) => {
    const { verdict, reached } = all.find(({ target }) => target.includes(part))!
    return `${verdict}: ${reached}`
  }
}
const rowOf = (page: string, start: string) =>
  page
    .split('\n')
    .find((line) => line.startsWith(`| ${start}`))!
    .split('|')
    .map((cell) => cell.trim())
    .slice(1, -1)

describe('the verdicts', () => {
  it('hold each figure against its target', () => {
    const on = verdicts([givenRun(0), givenRun(3)])
    assert.equal(on('a second, ceiling'), 'not met: 40')
    assert.equal(on('completed, p50'), 'met: 90')
    assert.equal(on('completed, p99'), 'met: 270')
    assert.equal(on('takes 200 ms'), 'not met: 20')
    assert.equal(on('CPU ms'), 'met: 30')
    assert.equal(on('memory'), 'met: 1,100')
    assert.equal(on('lists'), 'met: 4,000')
    assert.equal(on('idle'), 'met: 2')
    assert.equal(on('32-client burst'), 'met: 0')
    assert.equal(on('1 client: p50'), 'met: 1')
  })

  it('are against it where orders are refused, or have no end', () => {
    const burst = givenAccepted(32, 5, { refused: 7, ends: { completed: 399, pending: 1 } })
    const on = verdicts([givenRun(0), givenRun(3, { accepted: [burst] })])
    assert.equal(on('32 clients: p50'), 'not met: 5, 7 refused')
    assert.equal(on('32-client burst'), 'not met: 1')
  })

  it('are against it where a rate was not reached', () => {
    const steps = [givenStep({ rate: 5 }), tooMuch(10)]
    const on = verdicts([givenRun(3, { steps })])
    assert.equal(on('completed, p50'), 'not met: not reached: ceiling 5')
    assert.equal(
      verdicts([givenRun(3, { steps: [tooMuch(5)], slow: [tooMuch(5)] })])('takes 200 ms'),
      'not met: 0',
    )
  })

  it('are none of a ceiling that was not looked for', () => {
    const below = givenRun(3, { steps: [givenStep(), givenStep({ rate: 80 })] })
    assert.equal(verdicts([below])('a second, ceiling'), 'not measured: 80 or more')
    assert.doesNotMatch(overviewTable(summarise([below])), /: the ceiling/)
    assert.match(overviewTable(summarise([givenRun(3)])), /: the ceiling/)
    const enough = verdicts([givenRun(3, { steps: [givenStep({ rate: 160 })] })])
    assert.equal(enough('a second, ceiling'), 'met: 160')
  })

  it('are on what a million orders cost, against a thousand', () => {
    const costing = (postgresMs: number, change: Partial<Growth> = {}) => {
      const many = givenStep({ cpuMs: { ...givenStep().cpuMs, Postgres: postgresMs } })
      const scale = givenScale({ growth: givenGrowth({ many, ...change }) })
      return verdicts([givenRun(3)], { scale })('1,000,000')
    }
    assert.equal(costing(3_000), 'met: 1 times: 30, then 30')
    assert.equal(costing(4_500), 'met: 1.25 times: 30, then 37.5')
    assert.equal(costing(4_600), 'not met: 1.27 times: 30, then 38')
    const filledTo = 600_000
    assert.equal(
      costing(3_000, { filledTo }),
      'not measured: 1 times: 30, then 30, at 600,000 orders',
    )
    assert.match(costing(9_000, { filledTo }), /^not met: 2 times.*, at 600,000 orders$/)
  })

  it('are on what a second replica does', () => {
    const doing = (completedPerSecond: number) => {
      const one = givenStep({ completedPerSecond: 40 })
      const scale = givenScale({ replicas: { one, two: givenStep({ completedPerSecond }) } })
      return verdicts([givenRun(3)], { scale })('replica')
    }
    assert.equal(doing(60), 'met: 60')
    assert.equal(doing(38), 'met: 38')
    assert.equal(doing(37), 'not met: 37')
  })

  it('say why there is none', () => {
    const growth = { absent: 'needs 9.0 GB of disk, 1.0 are free' }
    const on = verdicts([givenRun(3)], { scale: givenScale({ growth }) })
    assert.equal(on('1,000,000'), `not measured: not measured: ${growth.absent}`)
    const quick = verdicts([givenRun(3)], { isQuick: true })
    assert.equal(quick('1,000,000'), 'not measured: not measured by a quick run')
    assert.equal(quick('replica'), 'not measured: not measured by a quick run')
  })

  it('are none where nothing was measured, rather than a guess', () => {
    const on = verdicts([withoutKernel(givenRun(3))])
    assert.equal(on('memory'), 'not measured: not measured here')
    assert.equal(on('idle'), 'not measured: not measured here')
    assert.match(on('1,000,000'), /^not measured/)
    assert.match(on('8 clients: p99'), /^not measured: not measured by this run/)
  })

  it('do not leave out a server that runs elsewhere', () => {
    const { Postgres: _, ...memoryMb } = givenRun(3).memoryMb!
    const on = verdicts([givenRun(3, { memoryMb })])
    assert.match(on('memory'), /^not measured/)
  })
})

describe('the page', () => {
  const accepted = [1, 8, 32].map((clients) => givenAccepted(clients, 4 * clients))
  const page = measurementsPage(givenResult([givenRun(0), givenRun(3, { accepted })]))

  it('says on what and when it was measured, and that nobody wrote it', () => {
    assert.match(page, /not by hand.*Measured with an abacus, on 2026-01-02/)
    assert.doesNotMatch(page, /quick/)
    const quick = measurementsPage(givenResult([givenRun(0)], { isQuick: true }))
    assert.match(quick, /A quick run/)
  })

  it('puts what has become worst first', () => {
    const [, , first, second] = page.split('\n').filter((line) => line.startsWith('|'))
    assert.match(first!, /accept, .* 4 times worse/)
    assert.match(second!, /accept, .* 4 times worse/)
    assert.deepEqual(rowOf(page, 'accept, 8 clients'), [
      'accept, 8 clients: p50 ms',
      '8',
      '32',
      '4 times worse',
    ])
    assert.equal(rowOf(page, 'memory after').at(-1), 'the same')
  })

  it('says how fast the machine was in the turns of each phase, in the middle', () => {
    const runs = [givenRun(0, { paceUs: [80, 90] }), givenRun(3), givenRun(0, { paceUs: [300] })]
    const [, before, after] = rowOf(measurementsPage(givenResult(runs)), '_the machine')
    assert.deepEqual([before, after], ['90', '100'])
  })

  it('says what the split cost and what it bought, the most first', () => {
    const [, cost, bought] = page.split(/\*\*What it (?:cost|bought)\*\*/)
    const lines = cost!.split('\n').filter((line) => line.startsWith('- '))
    assert.match(lines[0]!, /^- accept, /)
    assert.equal(lines.length, 3)
    assert.match(bought!, /- nothing of what was measured/)
  })

  it('has the targets that are not met before those that are', () => {
    const order = [...page.matchAll(/\| (\*\*not met\*\*|not measured|met) +\|/g)].map(
      ([, word]) => word,
    )
    assert.ok(order.length >= 15, `${order.length} targets`)
    const rank = ['**not met**', 'not measured', 'met']
    assert.deepEqual(
      order,
      order.toSorted((a, b) => rank.indexOf(a!) - rank.indexOf(b!)),
    )
  })

  it('shows each process, and each server apart', () => {
    assert.deepEqual(rowOf(page, 'order-service'), ['order-service', '10', '10'])
    assert.deepEqual(rowOf(page, '**services and servers**').slice(1), ['30', '30'])
  })

  it('tells of more replicas and more orders where they were measured', () => {
    assert.doesNotMatch(page, /## Two of each service|## A million orders/)
    const whole = measurementsPage(givenResult([givenRun(3)], { scale: givenScale() }))
    assert.match(whole, /offered 20 orders a second for 15 s/)
    assert.match(whole, /^\| +2 \| +200 \| +39 \|/m)
    assert.match(whole, /until there are 1,000,000 finished orders \(2\.5 GB, in 150 s\)/)
    const growth = { absent: 'needs 9.0 GB of disk, 1.0 are free' }
    const small = measurementsPage(givenResult([givenRun(3)], { scale: givenScale({ growth }) }))
    assert.match(small, /Not measured on this machine: it needs 9\.0 GB of disk, 1\.0 are free\./)
  })

  it('says how many rounds a figure rests on', () => {
    const twice = measurementsPage(
      givenResult([givenRun(0), givenRun(1), givenRun(3), givenLaterRun(3), givenLaterRun(0)]),
    )
    assert.match(twice, /Phases 0 and 3, .* have 2 rounds of accepted and completed orders/)
    assert.match(page, /Each figure rests on one round\./)
    assert.match(page, /Each phase has been started once before/)
    assert.doesNotMatch(twice, /undefined|NaN|Infinity|\[object/)
  })

  it('says what bounds a target that is not met, and nothing of one that is', () => {
    const all = verdictsOf(summarise([givenRun(0), givenRun(3)]), 3, { isQuick: true })
    const [one] = all
    for (const { target } of all) {
      const missed: Verdict = { ...one!, target, verdict: 'not met' }
      if (!target.startsWith('32-client')) {
        assert.equal(boundsOf([missed]).length, 1, target)
      }
      assert.deepEqual(boundsOf([{ ...missed, verdict: 'met' }]), [])
    }
    assert.match(page, /What bounds those that are not met/)
  })

  it('says what was learnt, once something was', () => {
    const lesson = { what: 'one trip', why: 'a count', before: '9 ms', after: '3 ms' }
    const taught = measurementsPage(givenResult([givenRun(3)]), [lesson])
    assert.match(taught, /## What was learnt, before and after/)
    assert.deepEqual(rowOf(taught, 'one trip'), ['one trip', 'a count', '9 ms', '3 ms'])
    assert.match(taught, /nothing came of it/)
    assert.doesNotMatch(measurementsPage(givenResult([givenRun(3)]), []), /learnt/)
  })

  it('has no section for what was left out', () => {
    const quick = { ...givenRun(0), ...givenLaterRun(0) }
    const rough = measurementsPage(givenResult([quick], { size: sizes.quick, isQuick: true }))
    assert.doesNotMatch(rough, /## One partner|started once before|undefined|NaN|Infinity/)
    assert.match(rough, /## Looking around/)
  })

  it('leaves nothing unsaid', () => {
    assert.doesNotMatch(page, /undefined|NaN|Infinity|\[object/)
    const blind = measurementsPage(givenResult([withoutKernel(givenRun(3))]))
    assert.doesNotMatch(blind, /undefined|NaN|Infinity|\[object/)
    assert.match(blind, /not measured here/)
  })
})

describe('a chart', () => {
  it('is drawn from text, from nought to above the highest', () => {
    const drawn = chart({
      title: 'The ceiling',
      labels: ['phase 0', 'phase 1'],
      unit: 'orders',
      series: [{ kind: 'bar', numbers: [19.7, NaN] }],
    })
    assert.equal(
      drawn,
      [
        '```mermaid',
        'xychart-beta',
        '  title "The ceiling"',
        '  x-axis ["phase 0", "phase 1"]',
        '  y-axis "orders" 0 --> 25',
        '  bar [20, 0]',
        '```',
      ].join('\n'),
    )
  })
})
