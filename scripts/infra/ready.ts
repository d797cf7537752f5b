// Waiting for a server: ready means that it does its work for a client, not that its port is open.
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../fail.ts'

/** What there is to see of a server that is starting. */
export type Starting = { exited: Promise<unknown>; lastWords: () => Promise<string> }

/** Repeats the check until it succeeds; one clear line when the server ends or takes too long. */
export async function untilReady(
  title: string,
  check: () => Promise<unknown>,
  { exited, lastWords }: Starting,
  withinMs = 90_000,
) {
  let ended = false
  const end = () => (ended = true)
  void exited.then(end, end)
  const deadline = Date.now() + withinMs
  while (!(await succeeds(check))) {
    if (ended) throw new Fault(`${title} ended while it was starting: ${await lastWords()}`)
    if (Date.now() > deadline) {
      throw new Fault(`${title} was not ready within ${withinMs / 1000} s: ${await lastWords()}`)
    }
    await sleep(50)
  }
}

const succeeds = (check: () => Promise<unknown>) =>
  check().then(
    () => true,
    () => false,
  )

/** The end of a log, on one line. */
export function lastLines(text: string) {
  return (
    text
      .trim()
      .split(/\s*\n\s*/)
      .slice(-4)
      .join(' / ') || 'its log is empty'
  )
}

export const tail = async (path: string) => lastLines(await readFile(path, 'utf8').catch(() => ''))
