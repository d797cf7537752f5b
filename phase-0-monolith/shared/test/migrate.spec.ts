// Migrations: once each, in order, however many processes begin at the same moment.
import assert from 'node:assert/strict'
import type { Knex } from 'knex'
import { givenDatabase } from '../../test/given-database.ts'
import { openDatabase } from '../database.ts'
import { type Migration, migrate } from '../migrate.ts'

const mugs: Migration = {
  name: 'shop/001-mugs',
  up: (db) => db.raw('create table mugs (id int primary key); select pg_sleep(0.2)'),
}
const first: Migration = { name: 'shop/002-first', up: (db) => db('mugs').insert({ id: 1 }) }
const broken: Migration = {
  name: 'shop/003-broken',
  up: (db) => db.raw('insert into mugs values (2); select 1 / 0'),
}

describe('migrations', () => {
  let given: Awaited<ReturnType<typeof givenDatabase>>
  let db: Knex
  beforeEach(async () => {
    given = await givenDatabase([])
    db = given.db
    await db.raw('drop table knex_migrations, knex_migrations_lock') // as if nobody had ever migrated
  })
  afterEach(() => given.close())

  const idsOfMugs = () => db('mugs').orderBy('id').pluck('id')

  it('run in order, once', async () => {
    await migrate(db, [mugs, first])
    await migrate(db, [mugs, first])
    assert.deepEqual(await idsOfMugs(), [1])
  })

  it('run once when many processes begin together', async () => {
    const replicas = Array.from({ length: 5 }, () => openDatabase(given.url, 'replica'))
    try {
      await Promise.all(replicas.map((replica) => replica.raw('select 1'))) // all ready to go
      await Promise.all(replicas.map((replica) => migrate(replica, [mugs, first])))
    } finally {
      await Promise.all(replicas.map((replica) => replica.destroy()))
    }
    assert.deepEqual(await idsOfMugs(), [1])
  })

  it('go on where the last release ended', async () => {
    await migrate(db, [mugs])
    await migrate(db, [mugs, first])
    assert.deepEqual(await idsOfMugs(), [1])
  })

  it('take as long as they take', async () => {
    await migrate(db, [mugs])
    const limits = '-c statement_timeout=1s -c idle_in_transaction_session_timeout=1s'
    const impatient = openDatabase(
      `${given.url}?options=${encodeURIComponent(limits)}`,
      'impatient',
    )
    const slow: Migration = { name: 'shop/002-slow', up: (trx) => trx.raw('select pg_sleep(1.3)') }
    try {
      await migrate(impatient, [mugs, slow])
    } finally {
      await impatient.destroy()
    }
    assert.deepEqual(await idsOfMugs(), [])
  })

  it('leave nothing half done', async () => {
    await assert.rejects(migrate(db, [mugs, first, broken]), /division by zero/)
    await migrate(db, [mugs, first])
    assert.deepEqual(await idsOfMugs(), [1])
  })
})
