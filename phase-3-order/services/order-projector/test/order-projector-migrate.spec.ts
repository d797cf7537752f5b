// The schema of projectordb, brought up by the command that runs before the first start.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { givenDatabase } from '../../../test/given-database.ts'

const run = promisify(execFile)
const migrate = (databaseUrl: string, ...args: string[]) =>
  run(process.execPath, [join(import.meta.dirname, '..', 'migrate.ts'), ...args], {
    env: { ...process.env, PROJECTOR_DATABASE_URL: databaseUrl },
  })

describe('migrating projectordb', () => {
  it('makes its tables, and does no harm when it comes again', async () => {
    const { db, url, close } = await givenDatabase([])
    try {
      await migrate(url, '--seed')
      await migrate(url)
      const states = (await db('generations')).map(({ state }) => state)
      assert.deepEqual(states, ['live'])
    } finally {
      await close()
    }
  })

  it('says in one line what is missing', async () => {
    const stderr = 'bad configuration: PROJECTOR_DATABASE_URL is missing\n'
    await assert.rejects(migrate(''), { code: 1, stderr })
  })
})
