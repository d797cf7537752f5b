// How much memory the processes below this one hold: those of the shop, and the servers where they are ours.
import { readdir, readFile } from 'node:fs/promises'

const servers: Record<string, string> = {
  postgres: 'Postgres',
  'beam.smp': 'RabbitMQ',
  java: 'Kafka',
}
const ours = 'its own processes'

/** In megabytes, by whose they are. Undefined where the kernel does not tell, as on macOS. */
export async function memoryBelow(pid: number): Promise<Record<string, number> | undefined> {
  const all = await listProcesses()
  if (all.length === 0) return undefined
  const megabytes: Record<string, number> = {}
  for (const one of descendants(all, pid)) {
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

type Process = { pid: number; parent: number; name: string }

async function listProcesses(): Promise<Process[]> {
  const names = await readdir('/proc').catch(() => [])
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number)
  return (await Promise.all(pids.map(readProcess))).filter((one) => one !== undefined)
}

async function readProcess(pid: number): Promise<Process | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '') // it may have ended
  const [, name, parent] = /\((.*)\) \S (\d+)/s.exec(stat) ?? []
  return name === undefined ? undefined : { pid, parent: Number(parent), name }
}

function descendants(all: Process[], pid: number): Process[] {
  const children = all.filter(({ parent }) => parent === pid)
  return children.flatMap((child) => [child, ...descendants(all, child.pid)])
}

/** What several share counts for each of them in part. Where that may not be read, as if nothing were shared. */
async function kilobytesOf(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const [, kilobytes] = /^Pss:\s+(\d+)/m.exec(rollup) ?? /^VmRSS:\s+(\d+)/m.exec(status) ?? []
  return Number(kilobytes ?? 0)
}
