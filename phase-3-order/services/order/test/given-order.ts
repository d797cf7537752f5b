// Builds an OrderApi over a clean database, with all who take part in its saga, and a real card processor. The one file
// that knows how it is wired. An order is answered at once; a spec gets it when its saga is over, or waits for somebody.
import type { Knex } from 'knex'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import { makeDue } from '../../../../scripts/faults/time.ts'
import { until } from '../../../../scripts/until.ts'
import type { CartClient } from '../../../contracts/cart-api.ts'
import { type CommandType, type MessageData, newMessage } from '../../../contracts/messages.ts'
import { makeMessageRelay } from '../../../contracts/message-outbox.ts'
import type { Order, OrderApi } from '../../../contracts/order-api.ts'
import type { PaymentMethod } from '../../../contracts/payment-api.ts'
import type { PaymentClient } from '../../../contracts/payment-client.ts'
import type { ProductClient } from '../../../contracts/product-client.ts'
import { commandExchange, eventExchange } from '../../../contracts/queues.ts'
import type { Log } from '../../../shared/log.ts'
import type { Rabbit } from '../../../shared/rabbit.ts'
import { relayNew, relayOnce } from '../../../shared/relay.ts'
import { givenCartService } from '../../../test/given-cart-service.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { makeDoom, openDoomedDatabase } from '../../../test/given-doom.ts'
import { givenProductService } from '../../../test/given-product-service.ts'
import { givenProvider } from '../../../test/given-provider.ts'
import { makeCartCommands } from '../../cart/cart-commands.ts'
import { migrations as paymentMigrations } from '../../payment/migrations.ts'
import { makePayment } from '../../payment/payment.ts'
import { makeCharge } from '../../payment/payment-answers.ts'
import { makeProvider } from '../../payment/payment-provider.ts'
import { makePaymentRequests } from '../../payment/payment-requests.ts'
import { startPaymentWorker } from '../../payment/payment-worker.ts'
import { migrations } from '../migrations.ts'
import { makeOrder } from '../order.ts'
import { makeOrderMetrics } from '../order-metrics.ts'
import { makeEndings } from '../order-outcome.ts'
import { getPayable } from '../order-facts.ts'
import { makeCalls } from '../saga-calls.ts'
import { commandOf, tellAgain } from '../saga-commands.ts'
import { makeSagaConsumer } from '../saga-consumer.ts'
import { makeSagaMetrics } from '../saga-metrics.ts'
import { makeRunner } from '../saga-runner.ts'
import { makeBus } from './given-bus.ts'
import { makeTroubledWire, overWire } from './given-wires.ts'

/** Nobody waits for it: what is asked for is there much sooner, or refused. */
const paymentTimeoutMs = 10_000
/** Enough to see that the card processor is at it, and to do something meanwhile. */
const slowMs = 4_000
const isFinal = ({ status }: Order) => status !== 'pending' && status !== 'cancelling'

export type GivenOrders = Awaited<ReturnType<typeof givenOrders>>

export async function givenOrders() {
  const stack = new AsyncDisposableStack()
  const { db, url, close: closeDatabase } = await givenDatabase(migrations)
  stack.defer(closeDatabase)
  const provider = await givenProvider({ slowMs })
  stack.defer(provider.close)
  const { products, db: productdb, close: closeProducts } = await givenProductService()
  stack.defer(closeProducts)
  const cartService = await givenCartService(products)
  stack.defer(cartService.close)
  const { carts } = cartService

  // Orders that wait for somebody who did not answer: they would wait for longer than a spec wants to.
  const waiting = new Set<string>()
  const log = listen((orderId) => waiting.add(orderId))
  const bus = makeBus()
  const payment = await startPayments(provider.url, bus.rabbit, log)
  stack.defer(payment.close)
  stack.defer(bus.close)
  const answers = makeMessageRelay({
    db: cartService.db,
    exchange: eventExchange,
    rabbit: bus.rabbit,
    log,
  })
  const tell = (answer: Parameters<typeof relayNew>[1]) => relayNew(answers, answer)
  const registry = new Registry()
  const commands = makeCartCommands({ db: cartService.db, tell, log, registry })
  const commandWire = makeTroubledWire({ deliver: commands.handle, clear: commands.handle })
  bus.read(commandExchange.name, (delivery) =>
    commandWire.client[delivery.type === 'clear.cart' ? 'clear' : 'deliver'](delivery),
  )

  const [wire, stockWire] = [makeTroubledWire(carts), makeTroubledWire(products)]
  const paymentWire = makeTroubledWire(payment.client)
  const partners = { carts: wire.client, products: stockWire.client, payments: paymentWire.client }
  const shop = build(db, { ...partners, rabbit: bus.rabbit }, log)
  const { orders: promises, runner, tellAll } = shop
  const receive = makeSagaConsumer((message) => runner.receive(message))
  bus.read(eventExchange.name, receive)

  const find = (id: string) =>
    db('orders').where({ id }).first<{ status: Order['status'] }>('status')
  const ledgerOf = async (id: string) => (await provider.ledger()).find(({ key }) => key === id)
  const isOver = async (id: string) => waiting.has(id) || isFinal((await find(id)) as Order)
  /** As far as it goes while the card processor takes its time. */
  const isCharged = async (id: string) =>
    (await isOver(id)) || (await ledgerOf(id))?.status === 'running'
  const untilOver = (id: string, look = isOver) =>
    until(`order ${id} is over or waits`, () => look(id), Boolean)

  const orders = {
    ...promises,
    async placeOrder(...args: Parameters<OrderApi['placeOrder']>) {
      const { id } = await promises.placeOrder(...args)
      await untilOver(id, args[1].paymentMethod === 'pm_card_slow' ? isCharged : isOver)
      return promises.getOrder(args[0], id)
    },
    async cancelOrder(userId: string, id: string) {
      waiting.delete(id)
      await promises.cancelOrder(userId, id)
      await untilOver(id)
      return promises.getOrder(userId, id)
    },
    /** As order-service has written it down. */
    async getTimeline(userId: string, id: string): Promise<{ at: string; type: string }[]> {
      await promises.getOrder(userId, id)
      const rows = await db('order_history').where({ order_id: id }).orderBy('id')
      return (rows as { at: Date; type: string }[]).map(({ at, type }) => ({
        at: at.toISOString(),
        type,
      }))
    },
  }

  /** What a sweeper, a relay and a worker would do from now on, without waiting for their time. */
  async function sweep() {
    waiting.clear()
    const databases = [db, cartService.db, payment.db]
    await Promise.all(databases.map((one) => one.raw(makeDue('outbox'))))
    await payment.db.raw(makeDue('payments', 'order_id'))
    await db.raw(makeDue('sagas'))
    const unfinished: { order_id: string }[] = await db('sagas')
      .whereNotNull('due_at')
      .select('order_id')
    await until(
      'what was unfinished is over or waits',
      async () => {
        await Promise.all([tellAll(), relayAll(answers), payment.tell(), payment.wake()])
        await runner.resumeDue()
        const over = await Promise.all(unfinished.map(({ order_id: id }) => isCharged(id)))
        return over.every(Boolean)
      },
      Boolean,
    )
  }

  return {
    db,
    orders,
    promises,
    carts,
    products,
    runner,
    bus,
    wire,
    stockWire,
    paymentWire,
    commandWire,
    provider,
    /** What the cart does with a command of somebody's. */
    command: <Type extends CommandType>(type: Type, data: MessageData<Type>) =>
      commands.handle({ body: JSON.stringify(newMessage(type, data)) }),
    place: (
      userId: string,
      paymentMethod: PaymentMethod = 'pm_card_visa',
      key: string = uuidv7(),
    ) => orders.placeOrder(userId, { idempotencyKey: key, paymentMethod }),
    stockOf: async (productId: string) => (await products.getProduct(productId)).stock,
    ledgerOf,
    /** What the card processor may do by itself: payment-service has not asked for it. */
    async voidCharge(id: string) {
      const own = makeProvider({ url: provider.url, timeoutMs: paymentTimeoutMs })
      await own.refund(await getPayable(db, id))
    },
    /** What order-service has counted under this name and these labels. */
    async counted(name: string, labels: Record<string, string> = {}) {
      const { values } = await shop.registry.getSingleMetric(name)!.get()
      const wanted = Object.entries(labels)
      const mine = values.filter((one) => wanted.every(([label, it]) => one.labels[label] === it))
      return mine.reduce((sum, { value }) => sum + value, 0)
    },
    sweep,
    /** The same, for a shop that gives an order up at once. */
    async sweepImpatiently() {
      const now = { deadline_at: db.raw('clock_timestamp()') }
      await db('sagas').where({ state: 'running' }).whereNotNull('deadline_at').update(now)
      await sweep()
    },
    /** What somebody does with an order-service that dies at its k-th effect, and all that comes of it; whether it came
     *  to that. */
    async untilKilled(at: number, act: (orders: OrderApi) => Promise<unknown>) {
      const doom = makeDoom(at, 'before')
      const doomed = openDoomedDatabase(url, doom, { onlySeen: true })
      const dying = build(
        doomed.db,
        {
          carts: overWire(partners.carts, doom.run),
          products: overWire(partners.products, doom.run),
          payments: overWire(partners.payments, doom.run),
          rabbit: {
            ...bus.rabbit,
            publish: (message) => doom.run(() => bus.rabbit.publish(message)),
          },
        },
        log,
      )
      bus.read(
        eventExchange.name,
        makeSagaConsumer((message) => dying.runner.receive(message)),
      )
      await act(dying.orders).catch(() => {})
      const unfinished = () => db('sagas').whereNotNull('due_at').first()
      await until('it is dead or done', async () => doom.isDead() || !(await unfinished()), Boolean)
      await doomed.bury()
      bus.read(eventExchange.name, receive)
      return doom.isDead()
    },
    customer: async () => uuidv7(),
    product: (stock: number, priceCents = 900) => insertProduct(productdb, stock, priceCents),
    /** A new customer with these products in the cart. */
    async customerWith(...wanted: { productId: string; quantity: number }[]) {
      const userId = uuidv7()
      for (const { productId, quantity } of wanted) await carts.setItem(userId, productId, quantity)
      return userId
    },
    async close() {
      await runner.finishWork()
      await stack.disposeAsync()
    },
  }
}

type Partners = {
  carts: CartClient
  products: ProductClient
  payments: PaymentClient
  rabbit: Rabbit
}

function build(db: Knex, { carts, products, payments, rabbit }: Partners, log: Log) {
  const registry = new Registry()
  const relay = makeMessageRelay({ db, exchange: commandExchange, rabbit, log })
  const runner = makeRunner({
    db,
    calls: makeCalls({ db, products, payments }),
    commandOf,
    tellAgain,
    relay,
    endings: makeEndings(makeOrderMetrics(registry)),
    deadlineMs: 60_000,
    metrics: makeSagaMetrics(registry),
    log,
  })
  const orders = makeOrder({ db, carts, runner })
  return { registry, runner, orders, tellAll: () => relayAll(relay) }
}

async function startPayments(providerUrl: string, rabbit: Rabbit, log: Log) {
  const { db, close: closeDatabase } = await givenDatabase(paymentMigrations)
  const provider = makeProvider({ url: providerUrl, timeoutMs: paymentTimeoutMs })
  const payments = makePayment({ db, provider })
  const relay = makeMessageRelay({ db, exchange: eventExchange, rabbit, log })
  const worker = startPaymentWorker({
    db,
    charge: makeCharge({ db, provider }),
    tell: (news) => relayNew(relay, news),
    leaseMs: paymentTimeoutMs + 1_000,
    log,
  })
  const { wake } = worker
  const requests = makePaymentRequests({ db, payments, worker })
  const client: PaymentClient = {
    ...requests,
    getPayment: async (orderId) => (await requests.getPayment(orderId)).status,
  }
  async function close() {
    await worker[Symbol.asyncDispose]()
    await closeDatabase()
  }
  return { client, db, wake, tell: () => relayAll(relay), close }
}

async function relayAll(relay: Parameters<typeof relayOnce>[0]) {
  while (await relayOnce(relay));
}

/** A log that says nothing, and tells of which orders somebody complained. */
function listen(hear: (orderId: string) => unknown): Log {
  const log = pino({ level: 'silent' })
  log.warn = (words: unknown) => {
    const { orderId } = Object(words) as { orderId?: string }
    if (orderId) hear(orderId)
  }
  return log
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
