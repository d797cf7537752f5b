// Starts the driver, a process of its own, and tells it what to do: one job after another.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Jobs } from './jobs.ts'

export type Task = { job: keyof Jobs; options: unknown }
export type Outcome = { result?: unknown; error?: string }
export type Driver = Awaited<ReturnType<typeof startDriver>>

export async function startDriver(address: string) {
  // Without the task's own preload, which would not let it wait for what it is told.
  const child = fork(join(import.meta.dirname, 'driver.ts'), [address], { execArgv: [] })
  await once(child, 'spawn')
  child.on('error', () => {}) // could not be told anything, because it has ended: said below

  async function tell<Job extends keyof Jobs>(
    job: Job,
    options: Parameters<Jobs[Job]>[0],
  ): Promise<Awaited<ReturnType<Jobs[Job]>>> {
    const over = new AbortController()
    const ended = once(child, 'exit', over).then(([code, signal]): Outcome => ({
      error: `the driver has ended (${signal ?? code})`,
    }))
    ended.catch(() => {})
    child.send({ job, options } satisfies Task)
    const said = once(child, 'message', over).then(([outcome]) => outcome as Outcome)
    said.catch(() => {})
    const { result, error } = await Promise.race([said, ended]).finally(() => over.abort())
    if (error) throw new Error(`${job}: ${error}`)
    return result as Awaited<ReturnType<Jobs[Job]>>
  }

  async function end() {
    if (child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.disconnect()
    await gone
  }
  return { tell, [Symbol.asyncDispose]: end }
}
