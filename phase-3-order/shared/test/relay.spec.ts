// The outbox and its relay: what was committed is delivered, in order per key, whatever fails or repeats.
import assert from 'node:assert/strict'
import type { Knex } from 'knex'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { makeDue } from '../../../scripts/faults/time.ts'
import { until } from '../../../scripts/until.ts'
import { givenDatabase } from '../../test/given-database.ts'
import { makeDoom, openDoomedDatabase } from '../../test/given-doom.ts'
import { claimMessages, insertMessage, type Message, outbox, outboxPayload } from '../outbox.ts'
import { backoffMs, type Relay, relayNew, relayOnce, startRelays } from '../relay.ts'

const log = pino({ level: 'silent' })
const destination = 'cart'

describe('the outbox', () => {
  let db: Knex
  let url: string
  let close: () => Promise<void>
  let delivered: string[]
  before(async () => ({ db, url, close } = await givenDatabase([outbox, outboxPayload])))
  after(() => close())
  beforeEach(async () => {
    delivered = []
    await db('outbox').delete()
  })

  const write = (key: string, ...types: string[]) =>
    db.transaction(async (trx) => {
      for (const type of types) await insertMessage(trx, { destination, key, type })
    })
  const deliver = async ({ key, type }: Message) => void delivered.push(`${key} ${type}`)
  const relay = (change: Partial<Relay> = {}): Relay => ({
    db,
    destination,
    deliver,
    log,
    ...change,
  })
  const claim = () => claimMessages(db, destination, { leaseMs: 60_000, limit: 10 })
  const waiting = async () => (await db('outbox')).length
  /** As if the time had passed that somebody has a message for, or waits to try again. */
  const letTimePass = () => db.raw(makeDue('outbox'))

  /** Rounds of a relay until nothing is left. */
  async function drain(one: Relay) {
    while ((await waiting()) > 0) {
      await letTimePass()
      await relayOnce(one)
    }
  }

  it('tells nobody of what was rolled back', async () => {
    const failing = db.transaction(async (trx) => {
      await insertMessage(trx, { destination, key: 'a', type: 'first' })
      throw new Error('changed my mind')
    })
    await assert.rejects(failing, /changed my mind/)
    assert.equal(await waiting(), 0)
  })

  it('tells everybody once when nothing goes wrong, in order per key', async () => {
    await write('a', 'first', 'second')
    await write('b', 'first')
    await drain(relay())
    assert.deepEqual(delivered.toSorted(), ['a first', 'a second', 'b first'])
    assert.equal(delivered.at(-1), 'a second')
  })

  it('leaves a message to its writer at first, who delivers only what is its own', async () => {
    await write('a', 'first')
    await write('b', 'first')
    assert.deepEqual(await claim(), [])
    await relayOnce(relay(), 'a')
    assert.deepEqual(delivered, ['a first'])
    await drain(relay())
    assert.deepEqual(delivered, ['a first', 'b first'])
  })

  const writeOne = async (key: string, type: string) => {
    const message = { destination, key, type }
    return { ...message, ...(await db.transaction((trx) => insertMessage(trx, message))) }
  }

  it('is delivered by its writer, who knows it, without being read again', async () => {
    const message = await writeOne('a', 'first')
    let seen = 0
    db.on('query', () => (seen += 1))
    await relayNew(relay(), message)
    db.removeAllListeners('query')
    assert.deepEqual(delivered, ['a first'])
    assert.equal(seen, 1, 'it is deleted, and nothing else')
    assert.equal(await waiting(), 0)
  })

  it('is delivered by its writer behind what was there before', async () => {
    await write('a', 'first', 'second')
    const third = await writeOne('a', 'third')
    assert.equal(third.isFirst, false)
    await relayNew(relay(), third)
    assert.deepEqual(delivered, ['a first', 'a second', 'a third'])
    assert.equal(await waiting(), 0)
  })

  it('waits, and asks for nothing, when what was there before is not taken', async () => {
    await write('a', 'first')
    let tries = 0
    const away = relay({
      deliver: async () => {
        tries += 1
        throw new Error('not now')
      },
    })
    await relayNew(away, await writeOne('a', 'second'))
    assert.equal(tries, 1)
    await drain(relay())
    assert.deepEqual(delivered, ['a first', 'a second'])
  })

  it('tells another destination nothing of it', async () => {
    await write('a', 'first')
    await letTimePass()
    await relayOnce(relay({ destination: 'elsewhere' }))
    assert.deepEqual(delivered, [])
  })

  it('gives a message to one relay at a time, and keeps those behind it back', async () => {
    await write('a', 'first', 'second')
    await letTimePass()
    const both = await Promise.all([claim(), claim()])
    assert.deepEqual(
      both.flat().map(({ type }) => type),
      ['first'],
    )
    assert.deepEqual(await claim(), [])
  })

  it('gives it to another when the first has not come back in time', async () => {
    await write('a', 'first')
    await letTimePass()
    await claim()
    await letTimePass()
    assert.deepEqual(
      (await claim()).map(({ attempts }) => attempts),
      [2],
    )
  })

  it('tries again, later each time, and lets nobody else wait for it', async () => {
    await write('a', 'first', 'second')
    await write('b', 'first')
    const isDown = ({ key }: Message) => key === 'a'
    await letTimePass()
    await relayOnce(
      relay({
        deliver: async (message) => {
          if (isDown(message)) throw new Error('not now')
          await deliver(message)
        },
      }),
    )
    assert.deepEqual(delivered, ['b first'])
    assert.deepEqual(await claim(), [], 'it waits for its time')
    await drain(relay())
    assert.deepEqual(delivered, ['b first', 'a first', 'a second'])
    assert.deepEqual([1, 2, 3, 20].map(backoffMs), [100, 200, 400, 5_000])
  })

  it('keeps the order of a key with three relays, of which each delivery may fail', async () => {
    const types = Array.from({ length: 8 }, (_, i) => `${i}`)
    for (const key of ['a', 'b', 'c']) await write(key, ...types)
    let calls = 0
    const flaky = async (message: Message) => {
      if (++calls % 3 === 0) throw new Error('lost before it came')
      await deliver(message)
      if (calls % 5 === 0) throw new Error('its answer was lost')
    }
    await Promise.all([1, 2, 3].map(() => drain(relay({ deliver: flaky }))))
    for (const key of ['a', 'b', 'c']) {
      const seen = delivered.filter((text) => text.startsWith(key)).map((text) => text.slice(2))
      assert.deepEqual([...new Set(seen)], types, 'the first time of each is in order')
    }
  })

  for (const moment of ['before', 'after'] as const) {
    it(`loses nothing when the relay is killed ${moment} any of its statements`, async () => {
      let at = 1
      for (let wasKilled = true; wasKilled; at++) {
        delivered = []
        await write('a', 'first', 'second')
        await letTimePass()
        const doom = makeDoom(at, moment)
        const doomed = openDoomedDatabase(url, doom)
        await relayOnce(relay({ db: doomed.db })).catch(() => {})
        await doomed.bury()
        wasKilled = doom.isDead()
        await drain(relay())
        assert.deepEqual([...new Set(delivered)], ['a first', 'a second'], `statement ${at}`)
      }
      assert.ok(at > 2, `only ${at} statements were seen`)
    })
  }

  it('runs by itself until it is stopped, and says how much waits and for how long', async () => {
    const registry = new Registry()
    let isDown = true
    const patient = relay({
      deliver: async (message) => {
        if (isDown) throw new Error('not now')
        await deliver(message)
      },
    })
    const stop = startRelays([patient], registry)
    const metric = async (name: string) =>
      (await registry.getSingleMetric(name)!.get()).values[0]?.value ?? 0
    const isAbove0 = (value: number) => value > 0
    try {
      await write('a', 'first', 'second')
      const pending = await until('it is seen', () => metric('outbox_pending'), isAbove0)
      assert.equal(pending, 2)
      await until('it is late', () => metric('outbox_oldest_seconds'), isAbove0)
      isDown = false
      await until('all is told', waiting, (left) => left === 0)
      await until(
        'that is seen',
        () => metric('outbox_pending'),
        (left) => left === 0,
      )
      assert.deepEqual(delivered, ['a first', 'a second'])
    } finally {
      await stop()
    }
    await write('a', 'third')
    assert.equal(await waiting(), 1)
  })
})
