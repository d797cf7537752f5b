// For specs: has a process killed at its k-th effect, e.g. at each one of a checkout in turn. Or stopped: then it hangs.
//   await using doom = await openDoom()
//   await using shop = await startShop({ ..., envOf: { 'cart-service': doom.env } })
//   doom.arm({ moment: 'before', at: 3, of: 'ReserveCart' })
//   ...
//   doom.disarm()
import { randomUUID } from 'node:crypto'
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { privateFolder } from '../infra/folders.ts'

export type Moment = 'before' | 'after'
/** `at` counts from 1 the effects whose names match the pattern `of`; effects.ts has the names. `before`: it never
 *  happens. `after`: it does, and the process does not hear of it. */
export type Verdict = { moment: Moment; at: number; of: string; signal?: 'SIGKILL' | 'SIGSTOP' }
export type Doom = Awaited<ReturnType<typeof openDoom>>

export async function openDoom() {
  const folder = await privateFolder('doom')
  const file = join(folder.path, 'verdict')
  const preload = pathToFileURL(join(import.meta.dirname, 'kill-at.ts'))

  return {
    /** Of the process that is to die. */
    env: { NODE_OPTIONS: `--import=${preload.href}`, KILL_AT_VERDICT: file },
    /** Counts from now on. */
    arm(verdict: Verdict) {
      writeFileSync(`${file}.new`, JSON.stringify({ ...verdict, id: randomUUID() }))
      renameSync(`${file}.new`, file) // never seen half written
    },
    /** It has come to that effect: the process is as good as dead. */
    hasStruck: () => !existsSync(file),
    /** Counts no more. */
    disarm: () => rmSync(file, { force: true }),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}
