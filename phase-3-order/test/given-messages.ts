// What goes over RabbitMQ in a shop, overheard, and said once more: later, in another order, as it was or under a new id.
import { randomUUID } from 'node:crypto'
import { type ConfirmChannel, connect, type ConsumeMessage } from 'amqplib'
import type { Shop } from '../../scripts/shop.ts'
import { commandExchange, eventExchange } from '../contracts/queues.ts'

type Heard = { exchange: string; key: string; type: string; body: { id: string } & object }

export async function openEar({ rabbitmqUrl, queuePrefix }: Shop) {
  const connection = await connect(rabbitmqUrl)
  const channel: ConfirmChannel = await connection.createConfirmChannel()
  const { queue } = await channel.assertQueue('', { exclusive: true })
  await channel.bindQueue(queue, queuePrefix + commandExchange.name, 'cart.commands')
  await channel.bindQueue(queue, queuePrefix + eventExchange.name, '#')
  const heard: Heard[] = []
  const said = new Set<string>()
  let hears: (message: Heard) => void = () => {}

  function listen(message: ConsumeMessage | null) {
    const { fields, properties, content } = message!
    if (said.has(String(properties.correlationId))) return
    const { exchange, routingKey: key } = fields
    const one = { exchange, key, type: String(properties.type), body: JSON.parse(String(content)) }
    heard.push(one)
    hears(one)
  }
  await channel.consume(queue, listen, { noAck: true })

  /** With another id it is one that was sent anew, and nobody's inbox knows it. */
  async function sayAgain({ exchange, key, type, body }: Heard, { anew = false } = {}) {
    const message = anew ? { ...body, id: randomUUID() } : body
    const correlationId = randomUUID()
    said.add(correlationId)
    const properties = { messageId: message.id, type, correlationId, persistent: true }
    channel.publish(exchange, key, Buffer.from(JSON.stringify(message)), properties)
    await channel.waitForConfirms()
  }

  return {
    heard,
    /** From now on, at once. */
    onHearing: (react: (message: Heard) => void) => (hears = react),
    sayAgain,
    [Symbol.asyncDispose]: () => connection.close(),
  }
}
