// The processes below one of this run, as the kernel tells of them. Where it has no /proc, as on macOS, there are none.
import { readdir, readFile } from 'node:fs/promises'

export type Process = {
  pid: number
  parent: number
  /** The program's, e.g. `node` or `beam.smp`. */
  name: string
  /** Its own, and that of children whose end it has waited for: what those spent must not be lost. */
  cpuMs: number
  endedChildrenMs: number
}

/** Without the one whose they are. */
export async function processesBelow(pid: number): Promise<Process[]> {
  return descendants(await listProcesses(), pid)
}

export async function hasProc(): Promise<boolean> {
  return (await readProcess(process.pid)) !== undefined
}

/** What several share counts for each of them in part. Where that may not be read, as if nothing were shared. */
export async function kilobytesOf(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const [, kilobytes] = /^Pss:\s+(\d+)/m.exec(rollup) ?? /^VmRSS:\s+(\d+)/m.exec(status) ?? []
  return Number(kilobytes ?? 0)
}

/** With its arguments. */
export const commandOf = async (pid: number): Promise<string[]> =>
  (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0')

async function listProcesses(): Promise<Process[]> {
  const names = await readdir('/proc').catch(() => [])
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number)
  return (await Promise.all(pids.map(readProcess))).filter((one) => one !== undefined)
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: ticks are a hundredth of a second on every Linux. */
const tickMs = 10

async function readProcess(pid: number): Promise<Process | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '') // it may have ended
  const [, name, rest] = /\((.*)\) (.*)/s.exec(stat) ?? []
  if (name === undefined || rest === undefined) return undefined
  const fields = rest.split(' ')
  const [user, system, endedUser, endedSystem] = fields.slice(11, 15).map(Number)
  return {
    pid,
    parent: Number(fields[1]),
    name,
    cpuMs: tickMs * (user! + system!),
    endedChildrenMs: tickMs * (endedUser! + endedSystem!),
  }
}

function descendants(all: Process[], pid: number): Process[] {
  const children = all.filter(({ parent }) => parent === pid)
  return children.flatMap((child) => [child, ...descendants(all, child.pid)])
}
