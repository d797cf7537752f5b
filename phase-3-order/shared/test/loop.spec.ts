// Loops: they come back, survive a failure, and stop when they are told.
import assert from 'node:assert/strict'
import { once, EventEmitter } from 'node:events'
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'
import { pino } from 'pino'
import { startLoop } from '../loop.ts'

const log = pino({ level: 'silent' })
const never = 60_000

/** Counts the rounds of a loop; `round(3)` resolves when the third one begins. */
function givenRounds() {
  const rounds = new EventEmitter()
  let count = 0
  const begin = () => void rounds.emit(String(++count))
  return { begin, count: () => count, round: (number: number) => once(rounds, String(number)) }
}

describe('a loop', () => {
  it('runs again without waiting while there is more to do', async () => {
    const { begin, round } = givenRounds()
    const third = round(3)
    const run = async () => (begin(), true)
    const stop = startLoop({ name: 'spec', everyMs: never, log, run })
    await third
    await stop()
  })

  it('waits when there is nothing left', async () => {
    const { begin, count } = givenRounds()
    const run = async () => (begin(), false)
    const stop = startLoop({ name: 'spec', everyMs: never, log, run })
    await nextTurn() // without the wait, the second round would have begun
    await stop()
    assert.equal(count(), 1)
  })

  it('goes on after a failure', async () => {
    const { begin, round } = givenRounds()
    const second = round(2)
    const run = async () => {
      begin()
      throw new Error('no database')
    }
    const stop = startLoop({ name: 'spec', everyMs: 1, log, run })
    await second
    await stop()
  })

  it('finishes the round that is under way before it stops', async () => {
    const { begin, round } = givenRounds()
    let isDone = false
    const first = round(1)
    const run = async () => {
      await sleep(1)
      begin()
      await sleep(20)
      isDone = true
      return true
    }
    const stop = startLoop({ name: 'spec', everyMs: never, log, run })
    await first
    assert.equal(isDone, false)
    await stop()
    assert.equal(isDone, true)
  })
})
