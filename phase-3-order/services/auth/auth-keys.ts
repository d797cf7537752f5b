// Waits for the keys: they are in the database, which may come later than this process.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { Log } from '../../shared/log.ts'
import type { SigningKey } from './auth-store.ts'
import { getOrCreateKeys } from './auth-token.ts'

export async function awaitKeys(db: Knex, log: Log): Promise<SigningKey> {
  for (let failures = 0; ; failures++) {
    try {
      return await getOrCreateKeys(db)
    } catch (error) {
      log.warn({ err: error }, 'no keys to sign with, will try again')
      await sleep(Math.min(100 * 2 ** failures, 2_000))
    }
  }
}
