// A clean database for a spec: created, migrated, dropped. POSTGRES_URL says on which server, as an administrator.
import { v7 as uuidv7 } from 'uuid'
import { createDatabase, dropDatabase } from '../../scripts/infra/databases.ts'
import { openDatabase } from '../shared/database.ts'
import { type Migration, migrate } from '../shared/migrate.ts'

/** Other runs use the same server, so nothing has the same name twice. */
export const uniqueName = (prefix: string) => `${prefix}_${uuidv7().replaceAll('-', '')}`

export async function givenDatabase(migrations: Migration[]) {
  const postgresUrl = process.env['POSTGRES_URL'] ?? ''
  const name = uniqueName('spec')
  const url = await createDatabase(postgresUrl, name, 'spec')
  const db = openDatabase(url, name)
  await migrate(db, migrations)

  async function close() {
    await db.destroy()
    await dropDatabase(postgresUrl, name)
  }
  return { db, url, close }
}
