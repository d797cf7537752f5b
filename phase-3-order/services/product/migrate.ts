// One-shot, before the first start: brings productdb to the newest schema. `--seed` adds the demo catalogue.
import { parseArgs } from 'node:util'
import { openDatabase } from '../../shared/database.ts'
import { migrate } from '../../shared/migrate.ts'
import { runOnce } from '../../shared/run.ts'
import { readConfig } from './config.ts'
import { migrations } from './migrations.ts'
import { seedProducts } from './product-seed.ts'

await runOnce(async () => {
  const { values } = parseArgs({ options: { seed: { type: 'boolean' } } })
  const db = openDatabase(readConfig(process.env).databaseUrl, 'migrate')
  try {
    await migrate(db, migrations)
    if (values.seed) await seedProducts(db)
  } finally {
    await db.destroy()
  }
})
