// One-shot, before the first start: brings projectordb to the newest schema. `--seed` adds nothing: all of it comes as events.
import { parseArgs } from 'node:util'
import { openDatabase } from '../../shared/database.ts'
import { migrate } from '../../shared/migrate.ts'
import { runOnce } from '../../shared/run.ts'
import { readConfig } from './config.ts'
import { migrations } from './migrations.ts'

await runOnce(async () => {
  parseArgs({ options: { seed: { type: 'boolean' } } })
  const db = openDatabase(readConfig(process.env).databaseUrl, 'migrate')
  try {
    await migrate(db, migrations)
  } finally {
    await db.destroy()
  }
})
