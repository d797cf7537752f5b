// Rebuilding step by step: what is read at each of them, and that nothing is lost when whoever takes it dies.
import assert from 'node:assert/strict'
import { Registry } from 'prom-client'
import { until } from '../../../../scripts/until.ts'
import { makeDoom, openDoomedDatabase } from '../../../test/given-doom.ts'
import { lockTable } from '../../../test/given-lock.ts'
import { findGenerations } from '../generation-store.ts'
import { makeProjectorConsumer } from '../projector-consumer.ts'
import { dropOld, makeRebuild, type RebuildApi, takeOver } from '../rebuild.ts'
import { eventOf, type OrderData, orderOf, storyOf } from './given-events.ts'
import { type GivenProjector, givenProjector } from './given-projector.ts'

describe('rebuilding the projection', function () {
  this.timeout(60_000)
  let shop: GivenProjector
  let rebuild: RebuildApi
  const orders: OrderData[] = Array.from({ length: 5 }, () => orderOf())
  before(async () => {
    shop = await givenProjector()
    rebuild = makeRebuild(shop)
    for (const order of orders) {
      shop.tell(...storyOf(order, 'order.placed', 'order.completed'))
    }
    await shop.readAll(1)
  })
  after(() => shop.close())

  const live = () => shop.generationOf('live')
  /** All that is told, to whoever asks now. */
  const stories = () =>
    Promise.all(
      orders.map(async ({ userId, orderId }) =>
        (await shop.timeline.getTimeline(userId, orderId)).map(({ type }) => type),
      ),
    )
  const assertWhole = async (due: string[][]) => assert.deepEqual(await stories(), due)
  async function tables() {
    const { rows } = await shop.db.raw<{ rows: { relname: string }[] }>(
      `select relname from pg_class where relkind = 'r' and relispartition order by 1`,
    )
    return rows.map(({ relname }) => relname)
  }
  /** Somebody waits for those who write. */
  async function untilLocked() {
    const waiting = async () => {
      const { rows } = await shop.db.raw<{ rows: [{ waiting: number }] }>(
        `select count(*) as waiting from pg_locks where locktype = 'advisory' and not granted
           and database = (select oid from pg_database where datname = current_database())`,
      )
      return rows[0].waiting
    }
    await until('it waits', waiting, (count) => count > 0)
  }
  const tablesOf = (...generations: number[]) =>
    generations
      .flatMap((number) => [`order_summaries_${number}`, `timeline_entries_${number}`])
      .toSorted()

  /** To the end, whatever was done of it before. */
  async function finish() {
    const building = await shop.generationOf('building')
    if (building) await shop.readAll(building)
    await takeOver(shop.db)
    await dropOld(shop.db)
  }

  it('goes on with the one that is under way when it is asked for again', async () => {
    const began = await live()
    const asked = await Promise.all([rebuild.request(), rebuild.request()])
    const again = await rebuild.request()
    const [one] = asked
    for (const other of [...asked, again]) assert.deepEqual(other, one)
    assert.equal(one.building?.eventsToRead, 2 * orders.length)
    assert.deepEqual([one.live.generation, one.building?.eventsRead], [began, 0])
    await finish()
    const { live: now, building } = await rebuild.getState()
    assert.deepEqual([now.generation, building], [one.building?.generation, null])
    assert.ok(now.since! >= one.building.requestedAt)
    assert.deepEqual(await tables(), tablesOf(now.generation))
  })

  it('leaves the old one to be read until nothing is missing', async () => {
    const due = await stories()
    const old = await live()
    const { building } = await rebuild.request()
    await takeOver(shop.db)
    assert.equal(await live(), old)
    await shop.readAll(building!.generation)
    await assertWhole(due)
    // Meanwhile the old one hears what the new one has not: a customer has seen it.
    const message = shop.tell(eventOf('order.cancel_requested', orders[0]!))
    await shop.handle(old!, message)
    await takeOver(shop.db)
    assert.equal(await live(), old)
    await shop.handle(building!.generation, message)
    const seen = await stories()
    await takeOver(shop.db)
    assert.equal(await live(), building!.generation)
    await assertWhole(seen)
  })

  it('reads to the end that there was when it was asked for, even where the old one has not', async () => {
    const old = await live()
    const [message] = shop.tell(eventOf('order.placed', orderOf()))
    const { building } = await rebuild.request()
    await shop.readAll(building!.generation, { but: message! })
    await takeOver(shop.db)
    assert.equal(await live(), old)
    await shop.handle(building!.generation, [message!])
    await takeOver(shop.db)
    assert.equal(await live(), building!.generation)
  })

  it('waits for what is being written: it may be more than the new one has', async () => {
    const old = (await live())!
    const { building } = await rebuild.request()
    await shop.readAll(building!.generation)
    const message = shop.tell(eventOf('order.placed', orderOf()))
    await using table = await lockTable(shop.url, `order_summaries_${old}`)
    const written = shop.handle(old, message)
    await table.untilWaiting(1)
    const taken = takeOver(shop.db)
    await untilLocked()
    await table.release()
    await Promise.all([written, taken])
    assert.equal(await live(), old)
    await finish()
  })

  it('takes no more events for one that is over', async () => {
    const old = await live()
    await rebuild.request()
    await finish()
    const message = shop.tell(eventOf('order.cancelled', orders[0]!))
    await shop.handle(old!, message)
    const now = (await live())!
    assert.deepEqual(await tables(), tablesOf(now))
    await shop.handle(now, message)
    assert.equal((await stories())[0]!.length, 4)
  })

  it('makes what the old one was', async () => {
    const before = await shop.contents((await live())!)
    await shop
      .db('order_summaries')
      .where({ generation: await live() })
      .update({ status: 'lost' })
    await rebuild.request()
    await finish()
    assert.deepEqual(await shop.contents((await live())!), before)
  })

  it('is refused while Kafka does not answer', async () => {
    const away = makeRebuild({ ...shop, findStream: () => Promise.reject(new Error('away')) })
    await assert.rejects(away.request(), { kind: 'unavailable' })
    assert.equal((await rebuild.getState()).building, null)
  })

  it('is refused when Kafka does not have all that the projection knows, and only then', async () => {
    const whole = await shop.findStream()
    const used = whole.findIndex(({ begin, end }) => end > begin)
    const { begin, end } = whole[used]!
    const incomplete = {
      'without its beginning': whole.with(used, { ...whole[used]!, begin: begin + 1 }),
      'another one, and shorter': whole.with(used, { ...whole[used]!, end: end - 1 }),
      'without a partition': whole.toSpliced(used, 1),
    }
    const rebuildFrom = (stream: typeof whole) =>
      makeRebuild({ ...shop, findStream: async () => stream }).request()
    const refusal = { kind: 'conflict', code: 'stream_incomplete' }
    for (const [what, stream] of Object.entries(incomplete)) {
      await assert.rejects(rebuildFrom(stream), refusal, what)
      assert.equal((await rebuild.getState()).building, null)
    }

    const old = await live()
    const unused = whole.map((one) => ({ ...one, partition: one.partition + 100, begin: one.end }))
    await rebuildFrom([...whole, ...unused])
    await finish()
    assert.notEqual(await live(), old)
    await shop.db('positions').where('partition', '>=', 100).delete()
  })

  it('is not refused for what is told while it is asked for', async () => {
    const old = (await live())!
    const findStream = async () => {
      const stream = await shop.findStream()
      await shop.handle(old, shop.tell(eventOf('order.placed', orderOf())))
      return stream
    }
    const { building } = await makeRebuild({ ...shop, findStream }).request()
    assert.ok(building)
    await finish()
    assert.equal(await live(), building.generation)
  })

  it('waits for those who write, and they for it', async () => {
    await rebuild.request()
    const building = (await shop.generationOf('building'))!
    await shop.readAll(building)
    const old = (await live())!
    const due = await stories()
    const messages = orders.map((order) => shop.tell(eventOf('order.cancel_requested', order)))
    const both = messages.flatMap((message) => [
      shop.handle(old, message),
      shop.handle(building, message),
      takeOver(shop.db),
    ])
    await Promise.all(both)
    await finish()
    assert.equal(await live(), building)
    const after = await stories()
    after.forEach((story, index) => assert.equal(story.length, due[index]!.length + 1))
  })

  type Step = 'request' | 'read' | 'take over' | 'drop'
  const steps: Step[] = ['request', 'read', 'take over', 'drop']
  for (const step of steps) {
    it(`loses nothing when its replica dies on any statement of "${step}"`, async () => {
      const due = await stories()
      let at = 0
      for (let wasKilled = true; wasKilled;) {
        at += 1
        const took: Step[] = steps.slice(0, steps.indexOf(step))
        const building = async () => (await shop.generationOf('building'))!
        if (took.includes('request')) await rebuild.request()
        if (took.includes('read')) await shop.readAll(await building())
        if (took.includes('take over')) await takeOver(shop.db)

        const doom = makeDoom(at, 'after')
        const doomed = openDoomedDatabase(shop.url, doom)
        const { db } = doomed
        const message = shop.tell(eventOf('order.placed', orderOf()))
        const work: Record<Step, () => Promise<unknown>> = {
          request: () => makeRebuild({ ...shop, db }).request(),
          read: async () =>
            makeProjectorConsumer({ db, registry: new Registry() })(await building(), message),
          'take over': () => takeOver(db),
          drop: () => dropOld(db),
        }
        await work[step]().catch(() => {})
        await doomed.bury()
        wasKilled = doom.isDead()

        await assertWhole(due)
        await shop.handle((await live())!, message)
        await rebuild.request()
        await finish()
        await assertWhole(due)
        const states = (await findGenerations(shop.db)).map(({ state }) => state)
        assert.deepEqual(states, ['live'], `statement ${at}`)
        assert.deepEqual(await tables(), tablesOf((await live())!))
      }
      assert.ok(at > 4, `only ${at - 1} statements were seen`)
    })
  }
})
