// How much memory the processes below this one hold: those of the shop, and the servers where they are ours.
import { hasProc, kilobytesOf, processesBelow } from './processes.ts'

const servers: Record<string, string> = {
  postgres: 'Postgres',
  'beam.smp': 'RabbitMQ',
  java: 'Kafka',
}
const ours = 'its own processes'

/** In megabytes, by whose they are. Undefined where the kernel does not tell, as on macOS. */
export async function memoryBelow(pid: number): Promise<Record<string, number> | undefined> {
  if (!(await hasProc())) return undefined
  const megabytes: Record<string, number> = {}
  for (const one of await processesBelow(pid)) {
    const owner = servers[one.name] ?? ours
    megabytes[owner] = (megabytes[owner] ?? 0) + (await kilobytesOf(one.pid)) / 1024
  }
  return megabytes
}

/** One line for the person at the terminal. */
export async function memoryLine(pid: number): Promise<string> {
  const megabytes = await memoryBelow(pid)
  if (!megabytes) return 'Memory: not measured, there is no /proc here'
  const rounded = Object.entries(megabytes).map(([owner, mb]) => [owner, Math.round(mb)] as const)
  const total = rounded.reduce((sum, [, mb]) => sum + mb, 0)
  const parts = rounded.map(([owner, mb]) => `${owner} ${mb}`).toSorted()
  const isAlone = rounded.every(([owner]) => owner === ours)
  const note = isAlone ? '; its servers run elsewhere and are not counted' : ''
  return `Memory: ${total} MB (${parts.join(', ')}${note})`
}
