// Exchanges and queues of a spec's own on the RabbitMQ of the run, and ways to be without it.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect as connectTo, createServer, type Socket } from 'node:net'
import { connect, type GetMessage } from 'amqplib'
import { pino } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { until } from '../../../scripts/until.ts'
import {
  deadQueueOf,
  type Exchange,
  type Queue,
  retryQueueOf,
  usualRetries,
} from '../rabbit-topology.ts'

export type GivenRabbit = Awaited<ReturnType<typeof givenRabbit>>

export const log = pino({ level: 'silent' })

export const letters: Exchange = { name: 'letters', kind: 'topic' }
/** A queue of its own for each test: what one leaves behind is no matter to the next. */
export const queueFor = (name: string): Queue => ({
  name,
  exchange: letters,
  routingKeys: [`${name}.*`],
})

export async function givenRabbit(url = process.env['RABBITMQ_URL']) {
  if (!url) throw new Error('RABBITMQ_URL is empty: name rabbitmq in TEST_SERVERS')
  const prefix = `spec-${uuidv7()}.`
  const place = { url, prefix, name: 'spec', log }
  const administrator = await connect(url)
  const channel = await administrator.createConfirmChannel()
  const queues = new Set<string>()
  const exchanges = new Set<string>()

  async function take(queue: string): Promise<GetMessage> {
    const get = () => channel.get(prefix + queue, { noAck: true })
    const message = await until(`something is in ${queue}`, get, Boolean)
    assert.ok(message)
    return message
  }

  async function close() {
    for (const queue of queues) await channel.deleteQueue(prefix + queue)
    for (const exchange of exchanges) await channel.deleteExchange(prefix + exchange)
    await administrator.close()
  }

  return {
    ...place,
    place,
    prefix,
    administrator,
    channel,
    take,
    close,
    /** What is made of it by whoever uses it goes with the spec. */
    own(queue: Queue, delaysMs = usualRetries.delaysMs): Queue {
      const { name, exchange } = queue
      const retryQueues = delaysMs.map((ms) => retryQueueOf(name, ms))
      for (const one of [name, deadQueueOf(name), ...retryQueues]) queues.add(one)
      exchanges.add(exchange.name)
      return queue
    },
    /** How many messages nobody has in hand. */
    async waiting(queue: string) {
      return (await channel.checkQueue(prefix + queue)).messageCount
    },
    /** A message whose id is so many bytes that are no UTF-8. The client would send none: they are put in on the way. */
    async sendNoText(queue: string, idBytes: number) {
      const { stream } = administrator.connection as unknown as { stream: Socket }
      const { write } = stream
      stream.write = (bytes: Buffer) => write.call(stream, bytes.map(toNoText))
      channel.sendToQueue(prefix + queue, Buffer.from('?'), { messageId: '~'.repeat(idBytes) })
      await channel.waitForConfirms()
      stream.write = write
    },
    /** None waits, and none comes back when its reader has gone. */
    async untilEmpty(queue: string) {
      const look = async () => (await channel.checkQueue(prefix + queue)).messageCount
      await until(`${queue} is empty`, look, (count) => count === 0)
    },
  }
}

const toNoText = (byte: number) => (byte === '~'.charCodeAt(0) ? 0xff : byte)

/** A way to RabbitMQ that can be cut and opened again, and over which it can be made to say more than it does. */
export async function givenWire(url: string) {
  const to = new URL(url)
  const pairs = new Map<Socket, Socket>()
  let isOpen = false
  // Kept while it is cut, or another process might take the port.
  const server = createServer((from) => {
    from.on('error', () => from.destroy())
    if (!isOpen) {
      from.destroy()
      return
    }
    const onward = connectTo(Number(to.port), to.hostname)
    pairs.set(from, onward)
    for (const socket of [from, onward]) {
      socket.on('error', () => socket.destroy())
      socket.on('close', () => (from.destroy(), onward.destroy(), pairs.delete(from)))
    }
    from.pipe(onward).pipe(from)
  })
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const own = new URL(url)
  own.host = `127.0.0.1:${port}`
  return {
    url: own.href,
    connections: () => pairs.size,
    open: () => void (isOpen = true),
    cut() {
      isOpen = false
      for (const socket of [...pairs].flat()) socket.destroy()
    },
    /** As a method of the connection itself: https://www.rabbitmq.com/amqp-0-9-1-reference */
    say(method: number, ...reason: string[]) {
      const text = reason.flatMap((one) => [Buffer.from([one.length]), Buffer.from(one)])
      const payload = Buffer.concat([Buffer.from([0, 10, 0, method]), ...text])
      const head = Buffer.alloc(7)
      head.writeUInt8(1, 0)
      head.writeUInt32BE(payload.length, 3)
      for (const from of pairs.keys())
        from.write(Buffer.concat([head, payload, Buffer.from([0xce])]))
    },
    /** Takes everything and passes nothing on, as a machine that is frozen. */
    freeze() {
      for (const [from, onward] of pairs) {
        from.unpipe(onward)
        onward.unpipe(from)
        from.resume()
        onward.resume()
      }
    },
  }
}
