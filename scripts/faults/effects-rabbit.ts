// What a process does with RabbitMQ, counted in amqplib: what it publishes, and which messages it says it is done with.
import type { Socket } from 'node:net'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { ConsumeMessage } from 'amqplib'
import type { Watch } from './effects.ts'

type Hear = (message: ConsumeMessage | null) => void
type Confirmed = (...outcome: unknown[]) => void
type Publish = (
  exchange: string,
  key: string,
  body: Buffer,
  options: object,
  told: Confirmed,
) => boolean
type Consume = (queue: string, hear: Hear, options?: object) => Promise<unknown>
type Channel = {
  connection: { stream: Socket }
  publish: Publish
  consume: Consume
  ack(message: ConsumeMessage, allUpTo?: boolean): void
}
type ChannelClass = { prototype: Channel }
type Classes = { Channel: ChannelClass; ConfirmChannel: ChannelClass }

/** `begin` says what all that follows is for: the type of the message that has come. */
export function watchRabbit(watch: Watch, begin: <Value>(name: string, go: () => Value) => Value) {
  const require = createRequire(import.meta.url)
  const classesFile = join(require.resolve('amqplib'), '..', 'lib', 'channel_model.js') // it exports none of them
  const classes = require(classesFile) as Classes
  const { consume, ack } = classes.Channel.prototype
  const { publish } = classes.ConfirmChannel.prototype

  classes.ConfirmChannel.prototype.publish = function (exchange, key, body, options, told) {
    const happened = watch(`publish ${exchange} ${key}`)
    return publish.call(this, exchange, key, body, options, (...outcome) => {
      happened()
      told(...outcome)
    })
  }
  const inHand = new WeakMap<Channel, Set<ConsumeMessage>>()
  classes.Channel.prototype.consume = function (queue, hear, options) {
    const mine = new Set<ConsumeMessage>()
    inHand.set(this, mine)
    const work: Hear = (message) => {
      if (!message) return hear(message)
      mine.add(message)
      begin(typeOf(message), () => hear(message))
    }
    return consume.call(this, queue, work, options)
  }
  classes.Channel.prototype.ack = function (message, allUpTo) {
    const mine = inHand.get(this)!
    const upTo = message.fields.deliveryTag
    const these = allUpTo ? [...mine].filter(({ fields }) => fields.deliveryTag <= upTo) : [message]
    const happened = these.map((one) => begin(typeOf(one), () => watch('ack')))
    for (const one of these) mine.delete(one)
    ack.call(this, message, allUpTo)
    afterSending(this.connection.stream, () => happened.forEach((tell) => tell()))
  }
}

const typeOf = (message: ConsumeMessage) => String(message.properties.type)

/** Nobody confirms it, so it has happened when it has left the process. The library hands it over within a few turns. */
function afterSending(stream: Socket, tell: () => void, turns = 10) {
  if (turns > 0 || stream.writableLength > 0) {
    setImmediate(afterSending, stream, tell, turns - 1)
  } else tell()
}
