// Statements that Postgres remembers: they are the same in every connection, survive that a table changes, and follow an
// index however little was in it.
import assert from 'node:assert/strict'
import type { Knex } from 'knex'
import { givenDatabase } from '../../test/given-database.ts'
import { isPassing } from '../database.ts'

describe('a database', () => {
  let db: Knex
  let close: () => Promise<void>
  before(async () => {
    ;({ db, close } = await givenDatabase([]))
    await db.schema.createTable('mugs', (mugs) => void mugs.integer('id').primary())
    await db('mugs').insert({ id: 1 })
  })
  after(() => close())

  const find = (connection: Knex = db) => connection('mugs').where({ id: 1 }).first<object>()

  it('plans a statement once for each connection', async () => {
    await db.transaction(async (trx) => {
      for (let i = 0; i < 3; i++) await find(trx)
      const { rows } = await trx.raw<{ rows: { many: number }[] }>(
        `select generic_plans + custom_plans as many from pg_prepared_statements
         where statement like '%"mugs"%' and statement not like '%insert%'`,
      )
      assert.deepEqual(rows, [{ many: 3 }])
    })
  })

  it('says that a statement may be tried again whose table was changed meanwhile, and then it works', async () => {
    await find()
    await db.schema.alterTable('mugs', (mugs) => void mugs.text('colour'))
    const failures: unknown[] = []
    for (let tries = 0; tries < 10; tries++) {
      await find().catch((error: unknown) => failures.push(error))
    }
    assert.ok(failures.length > 0, 'nothing was remembered')
    assert.ok(failures.every(isPassing), String(failures))
    assert.deepEqual(await find(), { id: 1, colour: null })
  })

  it('goes by an index, entry by entry, whether next to nothing is there when it plans or much', async () => {
    const plan = async (where: string) => {
      const { rows } = await db.raw<{ rows: [object] }>(
        `explain select * from waiting where ${where}`,
      )
      return JSON.stringify(rows[0])
    }
    await db.raw('create table waiting (id int primary key, place int)')
    await db.raw('create index waiting_at on waiting (place)')
    await db.raw('vacuum analyze waiting')
    assert.match(await plan('id in (1, 2)'), /"Index Scan using waiting_pkey/)
    await db.raw('insert into waiting select n, n % 100 from generate_series(1, 2000) n')
    await db.raw('vacuum analyze waiting')
    assert.match(await plan('place = 7'), /"Index Scan using waiting_at/)
  })
})
