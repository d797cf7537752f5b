// Statements of several parts: all of them happen, or none does.
import assert from 'node:assert/strict'
import type { Knex } from 'knex'
import { givenDatabase } from '../../test/given-database.ts'
import type { Migration } from '../migrate.ts'
import { part, together } from '../together.ts'

const tables: Migration = {
  name: 'together/001-tables',
  up: (db) =>
    db.raw(`
      create table mugs (id int primary key, colour text not null, at timestamptz);
      create table labels (mug_id int not null references mugs, text text not null)`),
}

describe('a statement of several parts', () => {
  let db: Knex
  let close: () => Promise<void>
  before(async () => ({ db, close } = await givenDatabase([tables])))
  after(() => close())
  beforeEach(() => db.raw('truncate mugs, labels'))

  const make = (id: number, text: string | null) =>
    together<{ id: number; text: string }>(
      db,
      {
        mug: part`insert into mugs (id, colour) values (${id}, ${'red'}) on conflict do nothing returning id`,
        label: part`insert into labels (mug_id, text) select id, ${text} from mug returning text`,
      },
      'select id, text from mug, label',
    )

  it('hands back what its last words ask of its parts', async () => {
    assert.deepEqual(plain(await make(1, 'ours')), [{ id: 1, text: 'ours' }])
  })

  it('does what depends on a part only where that one did something', async () => {
    await make(1, 'first')
    assert.deepEqual(await make(1, 'second'), [])
    const labels = await db('labels').select('text')
    assert.deepEqual(
      labels.map(({ text }: { text: string }) => text),
      ['first'],
    )
  })

  it('does nothing where one of its parts is refused', async () => {
    await assert.rejects(make(1, null), { column: 'text' })
    assert.equal((await db('mugs')).length, 0)
  })

  it('has parts within parts, with their values where they stand', async () => {
    const later = part`now() + ${5} * interval '1 second'`
    const made = part`insert into mugs (id, colour, at) values (${2}, ${'a ? :b \\?'}, ${later}) returning colour, at > now() as is_later`
    const found = await together<object>(db, { made }, 'select * from made')
    assert.deepEqual(plain(found), [{ colour: 'a ? :b \\?', is_later: true }])
  })

  it('can be part of a transaction, and goes with it', async () => {
    const failing = db.transaction(async (trx) => {
      await together(trx, { mug: part`insert into mugs values (${3}, ${'red'})` }, 'select 1')
      throw new Error('changed my mind')
    })
    await assert.rejects(failing, /changed my mind/)
    assert.equal((await db('mugs')).length, 0)
  })
})

const plain = (rows: object[]) => rows.map((row) => ({ ...row }))
