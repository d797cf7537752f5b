// The schema of paymentdb, brought up by the command that runs before the first start.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { v7 as uuidv7 } from 'uuid'
import { migrate } from '../../../shared/migrate.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { migrations } from '../migrations.ts'
import { payments } from '../migrations/001-payments.ts'
import { claimCharges } from '../payment-queue.ts'

const run = promisify(execFile)
const migrateAll = (databaseUrl: string, ...args: string[]) =>
  run(process.execPath, [join(import.meta.dirname, '..', 'migrate.ts'), ...args], {
    env: { ...process.env, PAYMENT_DATABASE_URL: databaseUrl },
  })

const payment = {
  amount_cents: 900,
  currency: 'EUR',
  payment_method: 'pm_card_visa',
  status: 'created',
}

describe('migrating paymentdb', () => {
  it('makes its tables, and does no harm when it comes again', async () => {
    const { db, url, close } = await givenDatabase([])
    try {
      await migrateAll(url, '--seed')
      await db('payments').insert({ ...payment, order_id: uuidv7() })
      await migrateAll(url)
      assert.equal((await db('payments')).length, 1)
    } finally {
      await close()
    }
  })

  it('keeps the payments of the phase before, and charges those that were not yet', async () => {
    const { db, close } = await givenDatabase([payments])
    try {
      const [orderId, captured] = [uuidv7(), uuidv7()]
      await db('payments').insert({ ...payment, order_id: orderId })
      await db('payments').insert({ ...payment, order_id: captured, status: 'captured' })
      await migrate(db, migrations)
      const due = await claimCharges(db, { leaseMs: 1_000, limit: 10 })
      const amount = { amountCents: 900, currency: 'EUR', paymentMethod: 'pm_card_visa' }
      assert.deepEqual(due, [{ orderId, ...amount, attempts: 1 }])
    } finally {
      await close()
    }
  })

  it('has no payment without an amount, but for a refund that came first', async () => {
    const { db, close } = await givenDatabase(migrations)
    try {
      await db('payments').insert({ order_id: uuidv7(), status: 'voided' })
      const broken = [
        { order_id: uuidv7(), status: 'created' },
        { ...payment, order_id: uuidv7(), status: 'voided', currency: null },
      ]
      for (const row of broken) {
        const inserted = db('payments').insert(row)
        await assert.rejects(inserted, { constraint: 'payments_complete' })
      }
    } finally {
      await close()
    }
  })

  it('says in one line what is missing', async () => {
    const stderr = 'bad configuration: PAYMENT_DATABASE_URL is missing\n'
    await assert.rejects(migrateAll(''), { code: 1, stderr })
  })
})
