// Topics of a spec's own on the Kafka of the run, and a way to be without it.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { pino } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { makeKafka } from '../kafka-client.ts'

export type GivenKafka = Awaited<ReturnType<typeof givenKafka>>

export const log = pino({ level: 'silent' })

export async function givenKafka() {
  const brokers = process.env['KAFKA_BROKERS']
  if (!brokers) throw new Error('KAFKA_BROKERS is empty: name kafka in TEST_SERVERS')
  const prefix = `spec-${uuidv7()}.`
  const admin = makeKafka({ brokers, clientId: 'spec', log }).admin()
  await admin.connect()
  const watch = watchSockets(brokers)

  const ends = async (topic: string) => admin.fetchTopicOffsets(prefix + topic)

  async function close() {
    watch.stop()
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(prefix))
    if (topics.length > 0) await admin.deleteTopics({ topics })
    await admin.disconnect()
  }

  return {
    brokers,
    prefix,
    place: { brokers, prefix, clientId: 'spec', log },
    /** How many messages each partition has. */
    count: async (topic: string) => (await ends(topic)).map(({ high }) => Number(high)),
    /** How many of each partition the group has said to have read; -1 for a partition of which it has said nothing. */
    async read(groupId: string, topic: string) {
      const asked = { groupId: prefix + groupId, topics: [prefix + topic] }
      const [found] = await admin.fetchOffsets(asked)
      return found!.partitions
        .toSorted((a, b) => a.partition - b.partition)
        .map(({ offset }) => Number(offset))
    },
    /** Every connection to Kafka breaks. */
    breakConnections: () => watch.destroy(),
    close,
  }
}

/** The sockets of this process that lead to Kafka. */
function watchSockets(brokers: string) {
  const port = Number(brokers.split(',')[0]!.split(':').at(-1))
  const sockets = new Set<Socket>()
  const add = (message: unknown) => {
    const { socket } = message as { socket: Socket }
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  }
  subscribe('net.client.socket', add)
  return {
    destroy: () => {
      for (const socket of sockets)
        if (socket.remotePort === port) socket.destroy(new Error('reset'))
    },
    stop: () => unsubscribe('net.client.socket', add),
  }
}

/** An address where nobody listens until somebody opens it: then it leads to Kafka. */
export async function givenDoor(brokers: string) {
  const [host = '', port = ''] = brokers.split(',')[0]!.split(':')
  const sockets = new Set<Socket>()
  const listen = async (at: number): Promise<Server> => {
    const server = createServer((from) => {
      const to = connect(Number(port), host)
      for (const socket of [from, to]) {
        sockets.add(socket)
        socket.on('error', () => socket.destroy()).on('close', () => (from.destroy(), to.destroy()))
      }
      from.pipe(to).pipe(from)
    })
    server.listen(at, '127.0.0.1')
    await once(server, 'listening')
    return server
  }
  const reserved = await listen(0)
  const { port: own } = reserved.address() as AddressInfo
  reserved.close()
  await once(reserved, 'close')
  let server: Server | undefined
  return {
    brokers: `127.0.0.1:${own}`,
    open: async () => void (server = await listen(own)),
    close() {
      server?.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
