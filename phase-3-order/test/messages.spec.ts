// Commands and events come twice, too late and in another order: whatever a broker may do with them, and more than it
// does. And one that nobody can handle waits for an operator.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { connect } from 'amqplib'
import { makeCaller } from '../../scripts/caller.ts'
import { audit, type Past, readPast } from '../../scripts/faults/audit.ts'
import { type Crowd, gatherCrowd } from '../../scripts/faults/crowd.ts'
import { readMetric } from '../../scripts/faults/metrics.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { newMessage } from '../contracts/messages.ts'
import { cartCommands, sagaEvents } from '../contracts/queues.ts'
import { openEar } from './given-messages.ts'
import { sharedShop } from './given-shared-shop.ts'

const size = 10
type Ear = Awaited<ReturnType<typeof openEar>>

describe('what goes over RabbitMQ', function () {
  this.timeout(180_000)
  const opened = new AsyncDisposableStack()
  let shop: Shop
  let crowd: Crowd
  let past: Past
  let ear: Ear

  before(async () => {
    shop = await sharedShop()
    ear = opened.use(await openEar(shop))
    crowd = await gatherCrowd(shop.address, size, { upTo: 4 * size })
    past = await readPast(crowd, shop)
  })
  after(() => opened.disposeAsync())

  /** Whoever shops meanwhile is served as ever. */
  async function shopOn() {
    const customers = []
    for (const card of ['pm_card_visa', 'pm_card_declined']) customers.push(await crowd.join(card))
    for (const customer of customers) await crowd.untilAnswered(customer)
    for (const customer of customers) await crowd.untilFinal(customer)
  }

  const endings = () => crowd.customers.map(({ order }) => [order!.id, order!.status])
  async function assertSame(before: ReturnType<typeof endings>) {
    await shopOn()
    for (const customer of crowd.customers) await crowd.untilFinal(customer)
    assert.deepEqual(endings().slice(0, before.length), before)
    await audit(crowd, shop, past)
  }

  it('may come twice, the second time at once', async () => {
    const repeats: Promise<void>[] = []
    ear.onHearing((message) => repeats.push(ear.sayAgain(message)))
    assert.equal(await crowd.checkOutAll(), 0)
    await crowd.waitUntilFinal()
    for (const customer of crowd.customers) await crowd.untilFree(customer)
    await Promise.all(repeats)
    assert.ok(repeats.length >= 4 * size, `only ${repeats.length} messages were heard`)
    const known = () => readMetric(shop.opsAddresses['cart-service']!, 'inbox_duplicates_total')
    await until('the copies were known', known, (many) => many >= 2 * size)
    await audit(crowd, shop, past)
  })

  it('may come again in another order when everything is over', async () => {
    ear.onHearing(() => {})
    const before = endings()
    for (const message of ear.heard.slice(0, 6 * size).toReversed()) await ear.sayAgain(message)
    await assertSame(before)
  })

  it('may be said anew, with ids that nobody knows, while others shop', async () => {
    const before = endings()
    for (const message of ear.heard.slice(0, 6 * size).toReversed()) {
      await ear.sayAgain(message, { anew: true })
    }
    await assertSame(before)
  })

  describe('that nobody can handle', () => {
    type Letter = { id: string; messageId: string; status: string; queue: string; reason: string }
    const admin = { email: 'admin@shop.example', password: 'admin-password-1' }
    let token: string
    before(async () => {
      const body = { body: admin }
      const call = makeCaller(shop.address)
      token = (await call<{ accessToken: string }>('POST', '/auth/login', body)).accessToken
    })

    const call = <Body>(method: string, path: string, body?: object) =>
      makeCaller(shop.address)<Body>(method, `/admin/dead-letters${path}`, {
        token,
        ...(body && { body }),
      })
    const find = async (messageId: string) =>
      (await call<{ items: Letter[] }>('GET', '?limit=100')).items.find(
        (letter) => letter.messageId === messageId,
      )
    const untilFound = (messageId: string) =>
      until('it is put aside', () => find(messageId), Boolean) as Promise<Letter>

    async function send(queue: string, id: string, type: string, body: string) {
      const connection = await connect(shop.rabbitmqUrl)
      const channel = await connection.createConfirmChannel()
      channel.sendToQueue(shop.queuePrefix + queue, Buffer.from(body), { messageId: id, type })
      await channel.waitForConfirms()
      await connection.close()
    }

    it('is put aside with its reason, where an operator discards it', async () => {
      for (const queue of [cartCommands.name, sagaEvents.name]) {
        const id = randomUUID()
        await send(queue, id, 'nonsense', 'no JSON at all')
        const letter = await untilFound(id)
        assert.equal(letter.queue, queue)
        const discarded = await call<Letter>('POST', `/${letter.id}/discard`, {
          reason: 'nonsense',
        })
        assert.equal(discarded.status, 'discarded')
      }
    })

    it('changes nothing when it is replayed after somebody has handled it', async () => {
      const before = endings()
      const [customer] = crowd.customers
      const { body } = ear.heard.find(({ type }) => type === 'clear.cart')!
      // As if it had died after its effect.
      await send(`${cartCommands.name}.dead`, body.id, 'clear.cart', JSON.stringify(body))
      const letter = await untilFound(body.id)
      assert.equal((await call<Letter>('POST', `/${letter.id}/replay`)).status, 'replayed')
      await crowd.untilFree(customer!)
      await assertSame(before)
    })

    it('about an order that nobody knows does not hold up the others', async () => {
      const message = newMessage('payment.confirmed', { orderId: randomUUID() })
      await send(sagaEvents.name, message.id, message.type, JSON.stringify(message))
      const letter = await untilFound(message.id)
      await shopOn()
      await call('POST', `/${letter.id}/discard`, { reason: 'a stranger' })
    })
  })
})
