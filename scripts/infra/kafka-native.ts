// Apache Kafka as a process of the run: KRaft, one node, a small heap. Where it cannot be had, kcat's imitation.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../fail.ts'
import { keptFolder, makeOnce, privateFolder } from './folders.ts'
import { type Guarded, spawnGuarded } from './guarded.ts'
import { findCoordinator, kafkaSettings } from './kafka-common.ts'
import { startImitation } from './kafka-imitation.ts'
import { findJava, kafkaJars, noTraces } from './kafka-jars.ts'
import { freePort } from './ports.ts'
import { tail, untilReady } from './ready.ts'
import type { Driver, Wish } from './server.ts'

export const start: Driver = async (wish) => {
  const means = await findMeans(wish).catch((error: unknown) => {
    if (error instanceof Fault) return error
    throw error
  })
  return means instanceof Fault ? startImitation(wish, means) : startKafka(wish, means)
}

type Means = { java: string; jars: string }
const findMeans = async ({ report }: Wish): Promise<Means> => ({
  java: await findJava(report),
  jars: await kafkaJars(report),
})

async function startKafka({ keep, fresh, inMemory }: Wish, { java, jars }: Means) {
  await using building = new AsyncDisposableStack()
  const { path } = building.use(await privateFolder('kafka', undefined, { inMemory }))
  const log = join(path, 'kafka.log')
  const jvm = [
    ...jvmOptions,
    noTraces,
    `-Djava.io.tmpdir=${path}`,
    `-Dlog4j2.configurationFile=${join(import.meta.dirname, 'kafka/log4j2.properties')}`,
    '-cp',
    `${jars}/*`,
  ]
  const run = (...main: string[]) =>
    spawnGuarded(java, [...jvm, ...main], { cwd: path, output: log })

  const address = `127.0.0.1:${await freePort()}`
  const controller = `127.0.0.1:${await freePort()}`
  const listeners = { broker: address, advertised: address, controller, voter: controller }
  const configure = async (data: string) => {
    const settings = { ...kafkaSettings(listeners), ...modest, 'log.dirs': data }
    const file = join(path, 'server.properties')
    await writeFile(
      file,
      Object.entries(settings)
        .map((setting) => setting.join('='))
        .join('\n'),
    )
    return file
  }

  const base = keep ? await keptFolder(keep, 'kafka', fresh) : path
  const data = await makeOnce(join(base, 'data'), async (unfinished) => {
    const format = ['format', '-t', clusterId, '-c', await configure(unfinished)]
    const { code } = await run('kafka.tools.StorageTool', ...format).exited
    if (code !== 0) throw new Fault(`Kafka could not be set up: ${await tail(log)}`)
  })
  let server: Guarded | undefined
  async function boot() {
    server = run('kafka.Kafka', await configure(data))
    await untilReady('Kafka', () => findCoordinator(address), {
      exited: server.exited,
      lastWords: () => tail(log),
    })
  }
  async function crash() {
    server?.kill('SIGKILL')
    await server?.exited
  }
  building.defer(async () => void (await server?.stop()))
  await boot()
  const running = building.move()
  const outage = { begin: crash, end: boot }
  return { address, outage, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

const jvmOptions = '-Xms64m -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1'.split(' ')

/** Sixteen bytes, whichever. */
const clusterId = Buffer.from('shop-on-one-node').toString('base64url')

/** A run has a handful of clients. */
const modest = {
  'num.network.threads': '1',
  'num.io.threads': '2',
  'background.threads': '1',
  'log.cleaner.dedupe.buffer.size': `${8 * 1024 ** 2}`,
}
