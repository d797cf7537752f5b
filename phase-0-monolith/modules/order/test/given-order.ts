// Builds an OrderApi over a clean database and a real card processor. The one file that knows how it is wired.
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import type { Knex } from 'knex'
import { migrations } from '../../../migrations.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { givenProvider } from '../../../test/given-provider.ts'
import { makeCart } from '../../cart/cart.ts'
import { makePayment } from '../../payment/payment.ts'
import { makeProvider } from '../../payment/payment-provider.ts'
import { makeProduct } from '../../product/product.ts'
import { makeOrder } from '../order.ts'
import { makeOrderMetrics } from '../order-metrics.ts'
import { claimDue } from '../order-queue.ts'
import { makeSettle } from '../order-settle.ts'

const log = pino({ level: 'silent' })
const paymentTimeoutMs = 400

export type GivenOrders = Awaited<ReturnType<typeof givenOrders>>

export async function givenOrders() {
  const { db, close: closeDatabase } = await givenDatabase(migrations)
  const provider = await givenProvider({ slowMs: 2 * paymentTimeoutMs })
  const client = makeProvider({ url: provider.url, timeoutMs: paymentTimeoutMs })
  const within = (handle: Knex) => {
    const products = makeProduct({ db: handle })
    const payments = makePayment({ db: handle, provider: client })
    return { products, payments, carts: makeCart({ db: handle, products }) }
  }
  const { products, carts, payments } = within(db)
  const metrics = makeOrderMetrics(new Registry())

  const build = (deadlineMs: number) => {
    const settle = makeSettle({ db, within, payments, deadlineMs, metrics, log })
    return { settle, orders: makeOrder({ db, within, settle, metrics }) }
  }
  const { orders, settle } = build(60_000)
  const impatient = build(0)

  return {
    orders,
    products,
    carts,
    provider,
    /** What a sweeper would do now, without waiting for it: also with orders that somebody else has. */
    sweep: () => sweep(db, settle),
    /** The same, for a shop that gives an order up at once. */
    sweepImpatiently: () => sweep(db, impatient.settle),
    customer: () => insertCustomer(db),
    product: (stock: number, priceCents = 900) => insertProduct(db, stock, priceCents),
    /** A new customer with these products in the cart. */
    async customerWith(...wanted: { productId: string; quantity: number }[]) {
      const userId = await insertCustomer(db)
      for (const { productId, quantity } of wanted) await carts.setItem(userId, productId, quantity)
      return userId
    },
    async close() {
      await provider.close()
      await closeDatabase()
    },
  }
}

async function sweep(db: Knex, settle: (id: string) => Promise<void>) {
  await db('orders').whereNotNull('settle_at').update({ settle_at: db.fn.now() })
  for (const id of await claimDue(db, 10_000, 100)) await settle(id)
}

async function insertCustomer(db: Knex) {
  const id = uuidv7()
  await db('users').insert({
    id,
    email: `${id}@shop.example`,
    password_hash: 'x',
    role: 'customer',
  })
  return id
}

async function insertProduct(db: Knex, stock: number, priceCents: number) {
  const id = uuidv7()
  const category = { slug: 'tea', name: 'Tea' }
  await db('categories').insert(category).onConflict('slug').ignore()
  await db('products').insert({
    id,
    name: `Tea ${id}`,
    description: 'Green.',
    category: category.slug,
    price_cents: priceCents,
    currency: 'EUR',
    stock,
  })
  return id
}
