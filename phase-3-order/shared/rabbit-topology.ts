// What a queue is made of, and how it is declared. Its arguments never change: RabbitMQ refuses a queue that is declared
// in another way. A queue that must be another one gets another name.
import type { Channel } from './rabbit-line.ts'

export type Exchange = { name: string; kind: 'direct' | 'topic' }
export type Queue = {
  name: string
  exchange: Exchange
  /** What of the exchange comes into it. */
  routingKeys: string[]
}

/** RabbitMQ's own: every queue hangs on it by its name, and nothing can take it away. */
export const everyQueue: Exchange = { name: '', kind: 'direct' }

/** How long a message waits before it is tried again, longer each time, and how often it is tried at all. */
export type Retries = { delaysMs: number[]; attempts: number }
export const usualRetries: Retries = { delaysMs: [1_000, 5_000, 30_000], attempts: 8 }

export const retryQueueOf = (queue: string, delayMs: number) => `${queue}.retry-${delayMs / 1_000}s`
export const deadQueueOf = (queue: string) => `${queue}.dead`

/** Our own count of attempts decides long before. This one is for messages that kill whoever takes them: RabbitMQ alone
 *  can count those. It counts against every message that the dead had in hand, so it must not be small. */
const deliveryLimit = 50

// Each node that must have a message has it on disk before RabbitMQ confirms it; one that does not fit is refused, not
// dropped; and what is passed on from queue to queue is confirmed as well.
const safe = { 'x-queue-type': 'quorum', 'x-overflow': 'reject-publish' }
const passesTo = (queue: string) => ({
  'x-dead-letter-exchange': everyQueue.name,
  'x-dead-letter-routing-key': queue,
  'x-dead-letter-strategy': 'at-least-once',
})

export async function declareExchange(channel: Channel, prefix: string, { name, kind }: Exchange) {
  await channel.assertExchange(prefix + name, kind, { durable: true })
}

/** The queue, the queues in which its messages wait for the next try, and the one for those that nobody tries again.
 *  What messages go to is declared first, so that none finds nothing there. */
export async function declareQueue(
  channel: Channel,
  prefix: string,
  { name, exchange, routingKeys }: Queue,
  { delaysMs }: Retries = usualRetries,
) {
  const own = prefix + name
  const declare = (queue: string, queueArguments: object) =>
    channel.assertQueue(queue, { durable: true, arguments: { ...safe, ...queueArguments } })
  await declare(deadQueueOf(own), {})
  await declare(own, { ...passesTo(deadQueueOf(own)), 'x-delivery-limit': deliveryLimit })
  for (const delayMs of delaysMs) {
    await declare(retryQueueOf(own, delayMs), { ...passesTo(own), 'x-message-ttl': delayMs })
  }
  await declareExchange(channel, prefix, exchange)
  for (const key of routingKeys) await channel.bindQueue(own, prefix + exchange.name, key)
}
