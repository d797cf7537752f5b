// The schema of productdb and its catalogue, brought up by the command that runs before the first start.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { givenDatabase } from '../../../test/given-database.ts'

const run = promisify(execFile)
const migrate = (databaseUrl: string, ...args: string[]) =>
  run(process.execPath, [join(import.meta.dirname, '..', 'migrate.ts'), ...args], {
    env: { ...process.env, PRODUCT_DATABASE_URL: databaseUrl },
  })

describe('migrating productdb', () => {
  it('makes its tables and a catalogue, and puts nothing back when it comes again', async () => {
    const { db, url, close } = await givenDatabase([])
    try {
      await migrate(url, '--seed')
      assert.equal((await db('products')).length, 72)
      await db('holds').insert({ order_id: crypto.randomUUID(), state: 'released' })
      await db('products').update({ stock: 3 })
      await migrate(url, '--seed')
      assert.equal((await db('products').where({ stock: 3 })).length, 72)
      assert.equal((await db('holds')).length, 1)
    } finally {
      await close()
    }
  })

  it('makes a catalogue only where one is wanted', async () => {
    const { db, url, close } = await givenDatabase([])
    try {
      await migrate(url)
      assert.deepEqual(await db('products'), [])
      assert.deepEqual(await db('categories'), [])
    } finally {
      await close()
    }
  })

  it('says in one line what is missing', async () => {
    const stderr = 'bad configuration: PRODUCT_DATABASE_URL is missing\n'
    await assert.rejects(migrate(''), { code: 1, stderr })
  })
})
