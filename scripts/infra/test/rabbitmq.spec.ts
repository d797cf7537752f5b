// RabbitMQ as every task gets it: what the phases will rest on, through amqplib.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'amqplib'
import type { ChannelModel, ConfirmChannel, Message } from 'amqplib'

describe('rabbitmq', function () {
  this.timeout(20_000)
  const queue = `infra.${randomUUID()}`
  let connection: ChannelModel
  let channel: ConfirmChannel

  before(async () => {
    connection = await connect(process.env.RABBITMQ_URL ?? '')
    channel = await connection.createConfirmChannel()
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'quorum' } })
  })
  after(async () => {
    await channel.deleteQueue(queue)
    await connection.close()
  })

  const publish = (routingKey: string, body: string) =>
    channel.publish('', routingKey, Buffer.from(body), { persistent: true, mandatory: true })

  it('confirms what a quorum queue has taken, and delivers it in order', async () => {
    const received: string[] = []
    const all = Promise.withResolvers<void>()
    const { consumerTag } = await channel.consume(queue, (message) => {
      if (!message) return
      received.push(message.content.toString())
      channel.ack(message)
      if (received.length === 3) all.resolve()
    })
    for (const body of ['one', 'two', 'three']) publish(queue, body)
    await channel.waitForConfirms()
    await all.promise
    await channel.cancel(consumerTag)
    assert.deepEqual(received, ['one', 'two', 'three'])
  })

  it('returns a mandatory message that no queue takes, although it confirms it', async () => {
    const returned = once(channel, 'return') as Promise<[Message]>
    publish(`${queue}.nowhere`, 'lost')
    await channel.waitForConfirms()
    const [message] = await returned
    assert.equal(message.content.toString(), 'lost')
  })

  it('delivers again what was not acknowledged', async () => {
    const careless = await connection.createChannel()
    const delivered = Promise.withResolvers<void>()
    publish(queue, 'again')
    await careless.consume(queue, () => delivered.resolve())
    await delivered.promise
    await careless.close()

    const message = await channel.get(queue)
    assert.ok(message)
    channel.ack(message)
    assert.equal(message.content.toString(), 'again')
    assert.equal(message.fields.redelivered, true)
  })
})
