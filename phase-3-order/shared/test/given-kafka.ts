// Topics of a spec's own on the Kafka of the run, and a way to be without it.
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
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

/** An address where everybody is turned away until somebody opens it: then it leads to Kafka. It is kept meanwhile, or
 *  another process might take it. */
export async function givenDoor(brokers: string) {
  const [host = '', port = ''] = brokers.split(',')[0]!.split(':')
  const sockets = new Set<Socket>()
  let isOpen = false
  const server = createServer((from) => {
    from.on('error', () => from.destroy())
    if (!isOpen) {
      from.destroy()
      return
    }
    const to = connect(Number(port), host)
    for (const socket of [from, to]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy()).on('close', () => (from.destroy(), to.destroy()))
    }
    from.pipe(to).pipe(from)
  })
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')
  const { port: own } = server.address() as AddressInfo
  return {
    brokers: `127.0.0.1:${own}`,
    open: () => void (isOpen = true),
    close() {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
