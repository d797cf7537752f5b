// The schema of analyticsdb, brought up by the command that runs before the first start.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { givenDatabase } from '../../../test/given-database.ts'

const run = promisify(execFile)
const migrate = (databaseUrl: string, ...args: string[]) =>
  run(process.execPath, [join(import.meta.dirname, '..', 'migrate.ts'), ...args], {
    env: { ...process.env, ANALYTICS_DATABASE_URL: databaseUrl },
  })

describe('migrating analyticsdb', () => {
  it('makes its tables, and does no harm when it comes again', async () => {
    const { db, url, close } = await givenDatabase([])
    try {
      await migrate(url, '--seed')
      await db('revenue_hours').insert({ hour: new Date(), currency: 'EUR' })
      await migrate(url)
      assert.equal((await db('revenue_hours')).length, 1)
    } finally {
      await close()
    }
  })

  it('says in one line what is missing', async () => {
    const stderr = 'bad configuration: ANALYTICS_DATABASE_URL is missing\n'
    await assert.rejects(migrate(''), { code: 1, stderr })
  })
})
