// The last resort: the imitation of a broker that librdkafka, and so kcat, brings along. It lives in memory and knows
// neither topics' creation nor idempotent producers: good to see events pass by, not to prove anything about them.
import { aptInstall } from './apt.ts'
import type { Fault } from '../fail.ts'
import { spawnGuarded } from './guarded.ts'
import type { Server, Wish } from './server.ts'
import { findTool } from './tools.ts'

export async function startImitation({ report }: Wish, obstacle: Fault): Promise<Server> {
  const kcat = await findKcat(report)
  if (!kcat) throw obstacle
  report(`Kafka: WARNING, kcat imitates it in memory and nothing is kept (${obstacle.message})`)
  // A consumer of no matter what brings the broker up, and prints its address in the course of it.
  const args = ['-C', '-b', 'x:1', '-t', 'x', '-X', 'test.mock.num.brokers=1', '-d', 'mock']
  const found = Promise.withResolvers<string>()
  const server = spawnGuarded(kcat, args, {
    output(line) {
      const address = /bootstrap\.servers=(\S+)/.exec(line)?.[1]
      if (address) found.resolve(address)
    },
  })
  void server.exited.then(() => found.reject(obstacle))
  return {
    address: await found.promise,
    [Symbol.asyncDispose]: async () => void (await server.stop()),
  }
}

async function findKcat(report: (line: string) => void) {
  if (!findTool('kcat')) await aptInstall('kcat', 'Kafka', report).catch(() => {})
  return findTool('kcat')
}
