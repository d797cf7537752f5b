// Runs with servers of their own, to be killed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Servers } from '../infra.ts'

/** Starts `run.ts` beside this file; fails with what it says where its servers do not come up. */
export async function startRun(args: string[], env: NodeJS.ProcessEnv = {}) {
  const ownServers = { POSTGRES_URL: '', RABBITMQ_URL: '', KAFKA_BROKERS: '' }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'run.ts'), ...args], {
    env: { ...process.env, ...ownServers, ...env },
  })
  const exited = once(child, 'exit')
  const complaints = text(child.stderr)
  const printed = await firstLine(child.stdout)
  if (!printed) throw new Error(await complaints)
  return {
    servers: JSON.parse(printed) as Servers,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    async end() {
      child.stdin.end()
      await exited
    },
  }
}

export async function firstLine(stream: NodeJS.ReadableStream) {
  const lines = createInterface({ input: stream })
  const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as string[]
  return line ?? ''
}

export async function until(condition: () => boolean | Promise<boolean>) {
  while (!(await condition())) await sleep(50)
}
