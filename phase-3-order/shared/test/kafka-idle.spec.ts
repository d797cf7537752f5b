// What a client of Kafka costs that has nothing to do.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { stopIdleTimers } from '../kafka-client.ts'
import { givenKafka } from './given-kafka.ts'

const shared = (file: string) => JSON.stringify(new URL(`../${file}`, import.meta.url).href)

describe('an idle client of Kafka', () => {
  it('sets next to no timers', async () => {
    const kafka = await givenKafka()
    // In a process of its own: the servers of a test run come with a client whose timers have been stopped, too.
    const script = `
      import { setTimeout as sleep } from 'node:timers/promises'
      import { openEventSink } from ${shared('kafka.ts')}
      const log = { debug() {}, info() {}, warn() {} }
      const place = ${JSON.stringify({ ...kafka.place, log: undefined })}
      await using sink = openEventSink({ ...place, log })
      await sink.publish('idle', 'a', 'one')
      const original = globalThis.setTimeout
      let timers = 0
      globalThis.setTimeout = (...args) => (timers++, original(...args))
      await sleep(1000)
      globalThis.setTimeout = original
      console.log(timers)`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script])
    const [timers, errors] = [text(child.stdout), text(child.stderr)]
    const [code] = (await once(child, 'exit')) as [number | null]
    await kafka.close()
    assert.deepEqual([code, await errors], [0, ''])
    assert.ok(Number(await timers) < 20, `${await timers} timers in a second`)
  })

  it('of another version is left alone: it may need no help', () => {
    const original = () => {}
    const queues = { prototype: { scheduleCheckPendingRequests: original } }
    for (const version of ['2.2.3', '2.2.5', '3.0.0']) {
      assert.equal(
        stopIdleTimers(version, () => assert.fail('it was opened')),
        false,
      )
    }
    assert.equal(
      stopIdleTimers('2.2.4', () => queues),
      true,
    )
    assert.notEqual(queues.prototype.scheduleCheckPendingRequests, original)
  })
})
