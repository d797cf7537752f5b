// RabbitMQ, Kafka and Postgres are killed one after another, under load, and started again. What was promised is kept:
// every order comes to its end, and nothing is lost or invented.
import assert from 'node:assert/strict'
import { type Answer, keepAsking, timed } from '../../scripts/faults/answers.ts'
import { audit } from '../../scripts/faults/audit.ts'
import { type Crowd, type Customer, gatherCrowd } from '../../scripts/faults/crowd.ts'
import { type ServerName, startOwn } from '../../scripts/infra/infra.ts'
import type { Server } from '../../scripts/infra/server.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { untilReportsAgree } from './given-reports.ts'
import { givenShop } from './given-shop.ts'

const servers: ServerName[] = ['rabbitmq', 'kafka', 'postgres']
/** Of each outage. */
const size = 16
const everyMs = 200
const finalWithinMs = 30_000

/** Who can do no work while the server is away, and says so. Nobody is killed for it: to start again would not help. */
const unfit: Record<ServerName, string[]> = {
  rabbitmq: ['order-service', 'cart-service', 'payment-service'],
  kafka: ['order-projector'],
  postgres: [
    'auth-service',
    'product-service',
    'cart-service',
    'order-service',
    'payment-service',
    'analytics-service',
    'order-projector',
  ],
}

describe('a shop whose servers are killed under load', function () {
  this.timeout(300_000)
  const opened = new AsyncDisposableStack()
  const own = {} as Record<ServerName, Server>
  let shop: Shop
  let crowd: Crowd

  before(async function () {
    await Promise.all(servers.map(async (name) => (own[name] = opened.use(await startOwn(name)))))
    if (servers.some((name) => !own[name].outage)) {
      this.test!.title += ' (skipped: a server would forget what it has)'
      this.skip()
    }
    const addresses = {
      postgresUrl: own.postgres.address,
      rabbitmqUrl: own.rabbitmq.address,
      kafkaBrokers: own.kafka.address,
    }
    const close = async () => {}
    const patient = { CART_TIMEOUT_MS: '5000' } // so that nobody is turned away for a slow machine
    shop = opened.use(
      await givenShop({ servers: { ...addresses, [Symbol.asyncDispose]: close }, env: patient }),
    )
    crowd = await gatherCrowd(shop.address, size * servers.length)
    for (const [i, customer] of crowd.customers.entries()) {
      if (i % 4 === 0) customer.paymentMethod = 'pm_card_declined'
      else if (i % 4 !== 2) customer.paymentMethod = 'pm_card_visa'
    }
  })
  after(() => opened.disposeAsync())

  const statusOf = async (name: string, path: string) =>
    (await fetch(shop.opsAddresses[name] + path)).status
  const findUnfit = async () => {
    const names = Object.keys(shop.opsAddresses).filter((name) => name !== 'provider')
    const ready = await Promise.all(names.map((name) => statusOf(name, '/health/ready')))
    return names.filter((_, i) => ready[i] !== 200)
  }

  /** They come one after another, whatever they are told. */
  async function buy(customers: Customer[]): Promise<Answer[]> {
    const waiting = [...customers]
    const over = new AbortController()
    return keepAsking(everyMs, over.signal, () => {
      const customer = waiting.shift()!
      if (waiting.length === 0) over.abort()
      return timed('/orders', () => crowd.checkOut(customer))
    })
  }

  for (const [turn, name] of servers.entries()) {
    it(`brings every order to its end within 30 s after ${name} is back`, async () => {
      const customers = crowd.customers.slice(turn * size, (turn + 1) * size)
      const [early, late] = [customers.slice(0, size / 4), customers.slice(size / 4)]
      await buy(early)
      const { begin, end } = own[name].outage!
      const gone = begin()
      const answers = await buy(late)
      await gone
      const isTrue = (found: string[]) =>
        JSON.stringify(found.toSorted()) === JSON.stringify(unfit[name].toSorted())
      await until('readiness tells the truth', findUnfit, isTrue)
      for (const process of Object.keys(shop.opsAddresses)) {
        assert.equal(await statusOf(process, '/health/live'), 200, process)
      }
      // Brokers are for afterwards: whoever checks out does not wait for them.
      if (name !== 'postgres') {
        for (const answer of answers) assert.equal(answer.status, 201, JSON.stringify(answer))
      }

      await end()
      const healedAt = Date.now()
      await Promise.all(
        customers.map(async (customer) => {
          if (!customer.order) await crowd.untilAnswered(customer)
          await crowd.untilFinal(customer)
        }),
      )
      const ms = Date.now() - healedAt
      assert.ok(ms < finalWithinMs, `it took ${ms} ms`)
      await until('all are fit again', findUnfit, ({ length }) => length === 0)
    })
  }

  it('leaves stock, holds, money, carts, reports and timelines whole, and no message behind', async () => {
    await audit(crowd, shop)
    await untilReportsAgree(shop)
  })
})
