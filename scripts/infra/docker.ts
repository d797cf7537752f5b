// Docker or native processes: an engine that answers and has, or can get, the images wins. INFRA forces one.
import { Fault } from '../fail.ts'
import { images } from './images.ts'

export type Way = 'docker' | 'native'
type Report = (line: string) => void

export async function chooseWay(names: (keyof typeof images)[], report: Report): Promise<Way> {
  const forced = process.env.INFRA
  if (forced === 'native') return 'native'
  if (forced && forced !== 'docker') {
    throw new Fault(`INFRA can be docker or native, not "${forced}"`)
  }
  const obstacle = await findObstacle(names, report)
  if (!obstacle) return 'docker'
  if (forced) throw new Fault(`INFRA=docker, but ${obstacle}`)
  report(`Docker: ${obstacle}, so servers run as native processes`)
  return 'native'
}

async function findObstacle(names: (keyof typeof images)[], report: Report) {
  // Loaded here, because it takes half a second.
  const { getContainerRuntimeClient, ImageName } = await import('testcontainers')
  const client = await getContainerRuntimeClient().catch(() => undefined)
  if (!client) return 'no Docker engine answers'
  for (const image of [...names.map((name) => images[name]), images.reaper]) {
    const name = ImageName.fromString(image)
    if (await client.image.exists(name)) continue
    report(`Docker: pulling ${image}`)
    await client.image.pull(name).catch(() => {})
    if (!(await client.image.exists(name))) return `it cannot get the image ${image}`
  }
  return undefined
}
