// What the Docker drivers have in common: a container whose data are private to it, or in a volume that survives.
// testcontainers' reaper removes the container should the run be killed.
import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers'
import type { StartedTestContainer } from 'testcontainers'
import { Fault } from '../fail.ts'
import { cloneName } from './folders.ts'
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
  const log: string[] = []
  const container = new GenericContainer(images[name])
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
    await freeVolume(engine.dockerode, source, fresh)
    container.withBindMounts([{ source, target: data }])
  }
  const started = await container.start().catch((cause: Error) => {
    throw new Fault(`${title} did not start in Docker: ${cause.message}`, { cause })
  })
  building.defer(async () => void (await started.stop({ timeout: keep ? 10_000 : 0 })))

  const address = addressOf(started)
  await untilReady(title, () => check(address), {
    exited: engine.getById(started.getId()).wait(),
    lastWords: async () => lastLines(log.join('')),
  })
  const running = building.move()
  return { address, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** The containers of a run that was killed may be on the volume still: the reaper takes ten seconds. */
async function freeVolume(engine: Dockerode, volume: string, fresh: boolean) {
  const filters = { volume: [volume] }
  for (const { Id } of await engine.listContainers({ all: true, filters })) {
    await engine.getContainer(Id).remove({ force: true, v: true })
  }
  if (fresh) await engine.getVolume(volume).remove().catch(unlessMissing)
}
type Dockerode = Awaited<ReturnType<typeof getContainerRuntimeClient>>['container']['dockerode']

function unlessMissing(error: { statusCode?: number }) {
  if (error.statusCode !== 404) throw error
}
