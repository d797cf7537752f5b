// What the Docker engine is asked for directly, because testcontainers has no word for it.
import { getContainerRuntimeClient } from 'testcontainers'

/** Stops it if it is given time for that, and removes it with its nameless volumes. */
export async function removeContainer(name: string, graceMs = 0) {
  const container = (await findEngine()).getContainer(name)
  if (graceMs > 0) await container.stop({ t: graceMs / 1000 }).catch(unlessGone)
  await container.remove({ force: true, v: true }).catch(unlessGone)
}

/** Takes a volume from the containers of a run that was killed; `drop` removes it as well. */
export async function freeVolume(volume: string, drop: boolean) {
  const engine = await findEngine()
  const filters = { volume: [volume] }
  for (const { Id } of await engine.listContainers({ all: true, filters })) {
    await removeContainer(Id)
  }
  if (drop) await engine.getVolume(volume).remove().catch(unlessGone)
}

const findEngine = async () => (await getContainerRuntimeClient()).container.dockerode

function unlessGone({ statusCode, message }: Error & { statusCode?: number }) {
  // Stopped already, never existed, being removed by somebody else.
  if (![304, 404, 409].includes(statusCode ?? 0)) throw new Error(message)
}
