// One-shot, before the first start: brings authdb to the newest schema. `--seed` adds the demo accounts.
import { parseArgs } from 'node:util'
import { openDatabase } from '../../shared/database.ts'
import { migrate } from '../../shared/migrate.ts'
import { runOnce } from '../../shared/run.ts'
import { seedAccounts } from './auth-seed.ts'
import { readConfig } from './config.ts'
import { migrations } from './migrations.ts'

await runOnce(async () => {
  const { values } = parseArgs({ options: { seed: { type: 'boolean' } } })
  const { databaseUrl, scryptLog2Cost } = readConfig(process.env)
  const db = openDatabase(databaseUrl, 'migrate')
  try {
    await migrate(db, migrations)
    if (values.seed) await seedAccounts(db, scryptLog2Cost)
  } finally {
    await db.destroy()
  }
})
