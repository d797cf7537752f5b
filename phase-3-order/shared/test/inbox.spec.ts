// The inbox: a message takes effect once, together with its effect or not at all.
import assert from 'node:assert/strict'
import type { Knex } from 'knex'
import { v7 as uuidv7 } from 'uuid'
import { givenDatabase } from '../../test/given-database.ts'
import { inbox, isNew, pruneInbox, takeNew } from '../inbox.ts'

describe('the inbox', () => {
  let db: Knex
  let close: () => Promise<void>
  before(async () => ({ db, close } = await givenDatabase([inbox])))
  after(() => close())

  const take = (id: string, consumer = 'reports') =>
    db.transaction((trx) => isNew(trx, consumer, id))

  it('knows a message that it has had', async () => {
    const id = uuidv7()
    assert.deepEqual([await take(id), await take(id), await take(uuidv7())], [true, false, true])
  })

  it('is one for each consumer', async () => {
    const id = uuidv7()
    assert.deepEqual([await take(id), await take(id, 'letters')], [true, true])
  })

  it('does not know a message whose effect was rolled back', async () => {
    const id = uuidv7()
    const failing = db.transaction(async (trx) => {
      await isNew(trx, 'reports', id)
      throw new Error('died')
    })
    await assert.rejects(failing, /died/)
    assert.equal(await take(id), true)
  })

  it('lets one of two twins through that come at the same time', async () => {
    const id = uuidv7()
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => take(id)))
    assert.equal(outcomes.filter(Boolean).length, 1)
  })

  it('takes many at once, and each of them once', async () => {
    const [one, two, known] = [{ id: uuidv7() }, { id: uuidv7() }, { id: uuidv7() }]
    await take(known.id)
    const twin = { id: one.id.toUpperCase() }
    const messages = [two, known, one, twin, two]
    const taken = await db.transaction((trx) => takeNew(trx, 'reports', messages))
    assert.deepEqual(taken, [two, one])
  })

  it('lets nobody wait for each other who have the same messages in another order', async () => {
    const messages = Array.from({ length: 200 }, () => ({ id: uuidv7() }))
    const takeAll = (some: { id: string }[]) =>
      db.transaction((trx) => takeNew(trx, 'reports', some))
    const taken = await Promise.all([takeAll(messages), takeAll(messages.toReversed())])
    assert.deepEqual(new Set(taken.map(({ length }) => length)), new Set([0, 200]))
  })

  it('forgets what came long ago, and nothing else', async () => {
    const [old, young] = [uuidv7(), uuidv7()]
    await take(old)
    await take(young)
    await db('inbox')
      .where('message_id', old)
      .update({ received_at: db.raw(`now() - interval '31 days'`) })
    assert.equal(await pruneInbox(db, 30), false)
    assert.deepEqual([await take(young), await take(old)], [false, true])
  })
})
