// Builds an OrderApi over a clean database and a real card processor. The one file that knows how it is wired.
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import type { Knex } from 'knex'
import { makeDue } from '../../../../scripts/faults/time.ts'
import type { CartClient } from '../../../contracts/cart-api.ts'
import type { OrderApi } from '../../../contracts/order-api.ts'
import type { PaymentMethod } from '../../../contracts/payment-api.ts'
import type { ProductClient } from '../../../contracts/product-client.ts'
import { migrations } from '../../../migrations.ts'
import { type Relay, relayOnce } from '../../../shared/relay.ts'
import { givenCartService } from '../../../test/given-cart-service.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { makeDoom, openDoomedDatabase } from '../../../test/given-doom.ts'
import { givenProductService } from '../../../test/given-product-service.ts'
import { givenProvider } from '../../../test/given-provider.ts'
import { makePayment } from '../../payment/payment.ts'
import { makeProvider, type PaymentProvider } from '../../payment/payment-provider.ts'
import { makeOrder } from '../order.ts'
import { makeOrderMetrics } from '../order-metrics.ts'
import { makeOrderRelays } from '../order-outbox.ts'
import { claimDue } from '../order-queue.ts'
import { makeSettle } from '../order-settle.ts'
import { makeTroubledWire, overWire } from './given-wires.ts'

const log = pino({ level: 'silent' })
const paymentTimeoutMs = 1_200

export type GivenOrders = Awaited<ReturnType<typeof givenOrders>>

export async function givenOrders() {
  const { db, url, close: closeDatabase } = await givenDatabase(migrations)
  const provider = await givenProvider({ slowMs: 2 * paymentTimeoutMs })
  const client = makeProvider({ url: provider.url, timeoutMs: paymentTimeoutMs })
  const { products, db: productdb, close: closeProducts } = await givenProductService()
  const cartService = await givenCartService(products)
  const [wire, stockWire] = [makeTroubledWire(cartService.carts), makeTroubledWire(products)]
  const partners = { provider: client, carts: wire.client, products: stockWire.client }
  const { orders, settle, relays } = build(db, partners)
  const impatient = build(db, partners, 0)

  return {
    db,
    orders,
    carts: cartService.carts,
    products,
    wire,
    stockWire,
    provider,
    place: (
      userId: string,
      paymentMethod: PaymentMethod = 'pm_card_visa',
      key: string = uuidv7(),
    ) => orders.placeOrder(userId, { idempotencyKey: key, paymentMethod }),
    stockOf: async (productId: string) => (await products.getProduct(productId)).stock,
    ledgerOf: async (orderId: string) =>
      (await provider.ledger()).find(({ key }) => key === orderId),
    /** What a sweeper and a relay would do now, without waiting for it: also with orders that somebody else has. */
    sweep: () => sweep(db, settle, relays),
    /** The same, for a shop that gives an order up at once. */
    sweepImpatiently: () => sweep(db, impatient.settle, relays),
    /** What somebody does with a shop that dies at its k-th effect; whether it came to that. */
    async untilKilled(at: number, act: (orders: OrderApi) => Promise<unknown>) {
      const doom = makeDoom(at, 'before')
      const doomed = openDoomedDatabase(url, doom, { onlySeen: true })
      const doomedClient: PaymentProvider = {
        charge: (payment) => doom.run(() => client.charge(payment)),
        refund: (payment) => doom.run(() => client.refund(payment)),
      }
      const shop = build(doomed.db, {
        provider: doomedClient,
        carts: overWire(wire.client, doom.run),
        products: overWire(stockWire.client, doom.run),
      })
      await act(shop.orders).catch(() => {})
      await doomed.bury()
      return doom.isDead()
    },
    customer: () => insertCustomer(db),
    product: (stock: number, priceCents = 900) => insertProduct(productdb, stock, priceCents),
    reprice: async (id: string, priceCents: number) => {
      await productdb('products').where({ id }).update({ price_cents: priceCents })
    },
    /** A new customer with these products in the cart. */
    async customerWith(...wanted: { productId: string; quantity: number }[]) {
      const userId = await insertCustomer(db)
      for (const { productId, quantity } of wanted) {
        await cartService.carts.setItem(userId, productId, quantity)
      }
      return userId
    },
    async close() {
      await cartService.close()
      await closeProducts()
      await provider.close()
      await closeDatabase()
    },
  }
}

type Partners = { provider: PaymentProvider; carts: CartClient; products: ProductClient }

function build(db: Knex, { provider, carts, products }: Partners, deadlineMs = 60_000) {
  const within = (handle: Knex) => makePayment({ db: handle, provider })
  const metrics = makeOrderMetrics(new Registry())
  const relays = makeOrderRelays({ db, carts, products, log })
  const partners = { carts, products, payments: within(db) }
  const settle = makeSettle({ db, ...partners, relays, deadlineMs, metrics, log })
  const orders = makeOrder({ db, within, ...partners, settle, metrics })

  return { settle, orders, relays }
}

async function sweep(db: Knex, settle: (id: string) => Promise<void>, relays: Relay[]) {
  await db.raw(makeDue('orders', 'id', 'settle_at'))
  await db.raw(makeDue('outbox'))
  for (const id of await claimDue(db, 10_000, 100)) await settle(id)
  for (const relay of relays) while (await relayOnce(relay));
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
