// Builds an OrderApi over a clean database and a real card processor. The one file that knows how it is wired.
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import type { Knex } from 'knex'
import { makeDue } from '../../../../scripts/faults/time.ts'
import type { OrderApi } from '../../../contracts/order-api.ts'
import type { PaymentMethod } from '../../../contracts/payment-api.ts'
import { migrations } from '../../../migrations.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { makeDoom, openDoomedDatabase } from '../../../test/given-doom.ts'
import { givenProvider } from '../../../test/given-provider.ts'
import { makeCart } from '../../cart/cart.ts'
import { makePayment } from '../../payment/payment.ts'
import { makeProvider, type PaymentProvider } from '../../payment/payment-provider.ts'
import { makeProduct } from '../../product/product.ts'
import { makeOrder } from '../order.ts'
import { makeOrderMetrics } from '../order-metrics.ts'
import { claimDue } from '../order-queue.ts'
import { makeSettle } from '../order-settle.ts'

const log = pino({ level: 'silent' })
const paymentTimeoutMs = 1_200

export type GivenOrders = Awaited<ReturnType<typeof givenOrders>>

export async function givenOrders() {
  const { db, url, close: closeDatabase } = await givenDatabase(migrations)
  const provider = await givenProvider({ slowMs: 2 * paymentTimeoutMs })
  const client = makeProvider({ url: provider.url, timeoutMs: paymentTimeoutMs })
  const { orders, settle, carts, products } = build(db, client)
  const impatient = build(db, client, 0)

  return {
    orders,
    carts,
    provider,
    place: (
      userId: string,
      paymentMethod: PaymentMethod = 'pm_card_visa',
      key: string = uuidv7(),
    ) => orders.placeOrder(userId, { idempotencyKey: key, paymentMethod }),
    stockOf: async (productId: string) => (await products.getProduct(productId)).stock,
    ledgerOf: async (orderId: string) =>
      (await provider.ledger()).find(({ key }) => key === orderId),
    /** What a sweeper would do now, without waiting for it: also with orders that somebody else has. */
    sweep: () => sweep(db, settle),
    /** The same, for a shop that gives an order up at once. */
    sweepImpatiently: () => sweep(db, impatient.settle),
    /** What somebody does with a shop that dies at its k-th effect; whether it came to that. */
    async untilKilled(at: number, act: (orders: OrderApi) => Promise<unknown>) {
      const doom = makeDoom(at, 'before')
      const doomed = openDoomedDatabase(url, doom, { onlySeen: true })
      const doomedClient: PaymentProvider = {
        charge: (payment) => doom.run(() => client.charge(payment)),
        refund: (payment) => doom.run(() => client.refund(payment)),
      }
      await act(build(doomed.db, doomedClient).orders).catch(() => {})
      await doomed.bury()
      return doom.isDead()
    },
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

function build(db: Knex, provider: PaymentProvider, deadlineMs = 60_000) {
  const within = (handle: Knex) => {
    const products = makeProduct({ db: handle })
    const payments = makePayment({ db: handle, provider })
    return { products, payments, carts: makeCart({ db: handle, products }) }
  }
  const modules = within(db)
  const metrics = makeOrderMetrics(new Registry())
  const settle = makeSettle({ db, within, payments: modules.payments, deadlineMs, metrics, log })
  return { ...modules, settle, orders: makeOrder({ db, within, settle, metrics }) }
}

async function sweep(db: Knex, settle: (id: string) => Promise<void>) {
  await db.raw(makeDue('orders', 'id', 'settle_at'))
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
