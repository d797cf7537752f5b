// A shop of phase 2 as it was stopped: orders in every state that there is, and messages that nobody has delivered.
import type { Knex } from 'knex'
import { v7 as uuidv7 } from 'uuid'
import { migrations as older } from '../../phase-2-product/migrations.ts'
import { migrations as auth } from '../services/auth/migrations.ts'
import { migrations as order } from '../services/order/migrations.ts'
import { migrations as payment } from '../services/payment/migrations.ts'
import { migrations as product } from '../services/product/migrations.ts'
import { type Migration, migrate } from '../shared/migrate.ts'
import { givenDatabase } from './given-database.ts'

export type OlderShop = Awaited<ReturnType<typeof givenOlderShop>>
export type OrderName = keyof typeof states

/** [status, reason to fail, what is done of it, status of its payment, whether it was ever completed] */
const states = {
  completed: ['completed', null, 'reserved, held', 'captured', true],
  failed: ['failed', 'payment_declined', 'reserved, held', 'declined', false],
  sold_out: ['failed', 'out_of_stock', '', null, false],
  cancelled: ['cancelled', null, 'reserved, held', 'refunded', true],
  placed: ['pending', null, '', 'created', false],
  reserved: ['pending', null, 'reserved', 'created', false],
  held: ['pending', null, 'reserved, held', 'created', false],
  charged: ['pending', null, 'reserved, held', 'captured', false],
  failing: ['pending', 'timed_out', 'reserved, held', 'created', false],
  held_in_phase_1: ['pending', null, 'held', 'created', false],
  cancelling: ['cancelling', null, 'reserved, held', 'created', false],
  going_back: ['cancelling', null, 'reserved, held', 'captured', true],
} as const

/** The numbers of messages that were told before. */
export const lastTold = 5_000

export async function givenOlderShop() {
  const mine = { old: older, auth, order, payment, product }
  const opened: [string, Awaited<ReturnType<typeof givenDatabase>>][] = []
  for (const name of Object.keys(mine)) opened.push([name, await givenDatabase([])])
  const databases = Object.fromEntries(opened) as Record<keyof typeof mine, (typeof opened)[0][1]>
  const { old } = databases

  /** From the beginning. */
  async function begin(only: OrderName[] = Object.keys(states) as OrderName[]) {
    for (const [name, migrations] of Object.entries(mine) as [keyof typeof mine, Migration[]][]) {
      const { db } = databases[name]
      await db.raw('drop schema public cascade; create schema public')
      await migrate(db, migrations)
    }
    await old.db.raw('drop table stock_holds, products, categories') // as move-products.ts does
    const userId = uuidv7()
    await old.db('users').insert([
      { id: userId, email: 'demo@shop.example', password_hash: 'mine', role: 'customer' },
      { id: uuidv7(), email: 'other@shop.example', password_hash: 'other', role: 'customer' },
    ])
    const private_jwk = { kty: 'OKP', crv: 'Ed25519', d: 'secret', x: 'public' }
    await old.db('signing_keys').insert({ id: 'the key', private_jwk })
    const seeded = { id: uuidv7(), email: 'demo@shop.example', password_hash: 'seeded' }
    await databases.auth.db('users').insert({ ...seeded, role: 'customer' })

    const orders = {} as Record<OrderName, string>
    for (const name of only) orders[name] = await placeOrder(old.db, userId, name)
    await old.db.raw(`select setval('outbox_id_seq', ?)`, [lastTold])
    const mug = await stockMugs(databases.product.db, orders.failed)
    await writeOutbox(old.db, orders)
    return { userId, orders, mug }
  }

  const close = () => Promise.all(Object.values(databases).map((database) => database.close()))
  return { ...databases, begin, close }
}

async function placeOrder(db: Knex, userId: string, name: OrderName): Promise<string> {
  const [status, failure_reason, done, paid, wasCompleted] = states[name]
  const id = uuidv7()
  const isUnfinished = status === 'pending' || status === 'cancelling'
  const at = (effect: string) => (done.includes(effect) ? '2026-01-02T03:04:05.678901Z' : null)
  await db('orders').insert({
    id,
    user_id: userId,
    status,
    failure_reason,
    total_cents: 1800,
    currency: 'EUR',
    reserved_at: at('reserved'),
    held_at: at('held'),
    placed_at: '2026-01-02T03:04:05.123456Z',
    settle_at: isUnfinished ? db.fn.now() : null,
  })
  const line = { product_id: uuidv7(), name: 'Mug', quantity: 2, unit_price_cents: 900 }
  await db('order_lines').insert({ order_id: id, ...line })
  const told = ['order.placed', ...(wasCompleted ? ['order.completed'] : [])]
  await db('order_history').insert(
    told.map((type) => ({ order_id: id, type, detail: 'So it was.' })),
  )
  await db('idempotency_keys').insert({
    user_id: userId,
    key: name,
    fingerprint: 'f',
    order_id: id,
  })
  if (paid) {
    const card = { amount_cents: 1800, currency: 'EUR', payment_method: 'pm_card_visa' }
    await db('payments').insert({ order_id: id, ...card, status: paid })
  }
  return id
}

/** Three mugs of ten are held by this order still. */
async function stockMugs(db: Knex, orderId: string): Promise<string> {
  const id = uuidv7()
  const mug = { name: 'Mug', description: '', category: 'kitchen', currency: 'EUR' }
  await db('categories').insert({ slug: 'kitchen', name: 'Kitchen' })
  await db('products').insert({ id, ...mug, price_cents: 900, stock: 7 })
  if (!orderId) return id
  await db('holds').insert({ order_id: orderId, state: 'held' })
  const hold = { order_id: orderId, product_id: id, quantity: 3, state: 'held' }
  await db('stock_holds').insert(hold)
  return id
}

async function writeOutbox(db: Knex, orders: Record<OrderName, string>) {
  const due_at = db.fn.now()
  const told: [string, OrderName, string][] = [
    ['shop.orders', 'completed', 'order.completed'],
    ['cart', 'completed', 'cart.clear'],
    ['product', 'failed', 'stock.release'],
    ['cart', 'failed', 'cart.release'],
    ['shop.orders', 'failed', 'order.failed'],
  ]
  for (const [destination, name, type] of told) {
    if (!orders[name]) continue
    const payload = destination === 'shop.orders' ? { type, subject: orders[name] } : undefined
    await db('outbox').insert({ destination, key: orders[name], type, due_at, payload })
  }
}
