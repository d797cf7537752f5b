// One-shot, before the first start: brings ecommercedb to the newest schema. `--seed` adds the demo shop.
import { parseArgs } from 'node:util'
import { readConfig } from './config.ts'
import { migrations } from './migrations.ts'
import { seedAccounts } from './modules/auth/auth-seed.ts'
import { openDatabase } from './shared/database.ts'
import { migrate } from './shared/migrate.ts'
import { runOnce } from './shared/run.ts'

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
