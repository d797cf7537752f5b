// What the processes of a shop and its servers have used: processor time since each began, and memory, by their names.
import { getPhase } from '../phases.ts'
import { commandOf, hasProc, kilobytesOf, type Process, processesBelow } from '../task/processes.ts'

/** By name of a process of the phase, or of a server. */
export type Amounts = Record<string, number>
/** Undefined where it cannot be measured: there is no /proc. */
export type Measured = Amounts | undefined

export const serverNames = ['Postgres', 'RabbitMQ', 'Kafka']
const programs: Record<string, string> = {
  postgres: 'Postgres',
  'rabbitmq-server': 'RabbitMQ',
  'beam.smp': 'RabbitMQ',
  epmd: 'RabbitMQ',
  java: 'Kafka',
}
/** Whatever else the task runs, such as the driver. Never part of a sum. */
export const others = 'others'

/** Milliseconds. */
export const readCpu = (phase: number) =>
  sumBy(phase, ({ cpuMs, endedChildrenMs }) => cpuMs + endedChildrenMs)

/** Megabytes. */
export const readMemory = (phase: number) =>
  sumBy(phase, async ({ pid }) => (await kilobytesOf(pid)) / 1024)

async function sumBy(
  phase: number,
  measure: (one: Process) => number | Promise<number>,
): Promise<Measured> {
  if (!(await hasProc())) return undefined
  const all = await processesBelow(process.pid)
  const owners = new Map<number, string>()
  const amounts: Amounts = {}
  // Parents come before their children, who belong to the same.
  for (const one of all) {
    const owner = (await ownerOf(one, phase)) ?? owners.get(one.parent) ?? others
    owners.set(one.pid, owner)
    amounts[owner] = (amounts[owner] ?? 0) + (await measure(one))
  }
  // Else it would be a zero on the page.
  const missing = getPhase(phase).processes.filter(({ name }) => amounts[name] === undefined)
  if (missing.length > 0) {
    throw new Error(`no process is known as ${missing.map(({ name }) => name).join(', ')}`)
  }
  return amounts
}

async function ownerOf({ pid, name }: Process, phase: number): Promise<string | undefined> {
  if (programs[name]) return programs[name]
  const [, ...words] = await commandOf(pid)
  const main = words.find((word) => !word.startsWith('-')) ?? ''
  return getPhase(phase).processes.find((plan) => main.endsWith(plan.main))?.name
}

/** What was used in between. */
export function spentBetween(before: Measured, after: Measured): Measured {
  if (!before || !after) return undefined
  const spent = Object.entries(after).map(([name, ms]) => [name, ms - (before[name] ?? 0)])
  return Object.fromEntries(spent) as Amounts
}
