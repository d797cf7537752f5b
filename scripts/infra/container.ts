// What the Docker drivers have in common: a container whose data are private to it, or in a volume that survives.
// Should the run be killed, the guard removes the container, and if it cannot, testcontainers' reaper.
import { randomUUID } from 'node:crypto'
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers'
import type { StartedTestContainer } from 'testcontainers'
import { Fault } from '../fail.ts'
import { freeVolume, removeContainer } from './engine.ts'
import { cloneName } from './folders.ts'
import { removeContainerAfterRun, unguard } from './guarded.ts'
import { images } from './images.ts'
import { lastLines, untilReady } from './ready.ts'
import type { Server, Wish } from './server.ts'

type Recipe = {
  name: 'postgres' | 'rabbitmq' | 'kafka'
  title: string
  port: number | { container: number; host: number }
  environment: Record<string, string>
  command?: string[]
  /** Where the image keeps its data. */
  data: string
  addressOf: (container: StartedTestContainer) => string
  check: (address: string) => Promise<unknown>
}

export const volumeOf = (keep: string, name: string) => `${cloneName}-${keep}-${name}`

export async function startContainer(recipe: Recipe, { keep, fresh }: Wish): Promise<Server> {
  const { name, title, port, environment, command = [], data, addressOf, check } = recipe
  const { container: engine } = await getContainerRuntimeClient()
  await using building = new AsyncDisposableStack()
  const [ownName, graceMs] = [`shop-${name}-${randomUUID()}`, keep ? 10_000 : 0]
  removeContainerAfterRun(ownName, graceMs)
  building.defer(async () => {
    await removeContainer(ownName, graceMs)
    unguard(ownName)
  })
  const log: string[] = []
  const container = new GenericContainer(images[name])
    .withName(ownName)
    .withEnvironment(environment)
    .withCommand(command)
    .withExposedPorts(port)
    .withHostname(name) // RabbitMQ finds its data by the name of its host
    .withLogConsumer((stream) =>
      stream.on('data', (line: string) => {
        log.push(line)
        log.splice(0, log.length - 4)
      }),
    )
    .withWaitStrategy(Wait.forAll([])) // our own check says more
  if (keep) {
    const source = volumeOf(keep, name)
    await freeVolume(source, fresh)
    container.withBindMounts([{ source, target: data }])
  }
  const started = await container.start().catch((cause: Error) => {
    throw new Fault(`${title} did not start in Docker: ${cause.message}`, { cause })
  })

  const address = addressOf(started)
  const handle = engine.getById(started.getId())
  const ready = () =>
    untilReady(title, () => check(address), {
      exited: handle.wait(),
      lastWords: async () => lastLines(log.join('')),
    })
  await ready()
  const running = building.move()
  const outage = {
    begin: async () => void (await handle.stop({ t: 0 })),
    async end() {
      await handle.start()
      await ready()
    },
  }
  const keepsAddress = typeof port === 'object'
  return {
    address,
    ...(keepsAddress && { outage }),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
