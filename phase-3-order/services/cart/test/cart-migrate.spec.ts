// The schema of cartdb, brought up by the command that runs before the first start.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { givenDatabase } from '../../../test/given-database.ts'

const run = promisify(execFile)
const migrate = (databaseUrl: string, ...args: string[]) =>
  run(process.execPath, [join(import.meta.dirname, '..', 'migrate.ts'), ...args], {
    env: { ...process.env, CART_DATABASE_URL: databaseUrl },
  })

describe('migrating cartdb', () => {
  it('makes its tables, and does no harm when it comes again', async () => {
    const { db, url, close } = await givenDatabase([])
    try {
      await migrate(url, '--seed')
      const line = { user_id: crypto.randomUUID(), product_id: crypto.randomUUID(), quantity: 1 }
      await db('cart_lines').insert(line)
      await db('reservations').insert({ order_id: crypto.randomUUID(), state: 'released' })
      await migrate(url)
      assert.equal((await db('cart_lines')).length, 1)
    } finally {
      await close()
    }
  })

  it('says in one line what is missing', async () => {
    const stderr = 'bad configuration: CART_DATABASE_URL is missing\n'
    await assert.rejects(migrate(''), { code: 1, stderr })
  })
})
