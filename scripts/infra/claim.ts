// One run at a time on kept data: two servers on the same files would destroy them.
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Fault } from '../fail.ts'
import { isAlive } from './alive.ts'
import { localFolder } from './folders.ts'
import { guardPid, removeAfterRun, unguard } from './guarded.ts'

const dataFolder = (name: string) => join(localFolder, 'data', name)

/**
 * Each run puts down a file named after its guard, which outlives the run until its servers are gone. Whoever sees
 * another live one steps back, so of two that come at once both may step back, but never both go on.
 */
export async function claimData(name: string, patienceMs = 5000): Promise<AsyncDisposable> {
  const folder = join(dataFolder(name), 'claims')
  await mkdir(folder, { recursive: true })
  const mine = `${guardPid()}`
  const path = join(folder, mine)
  removeAfterRun(path)
  // Patience, because a run that was killed a moment ago is still being cleared away.
  for (const deadline = Date.now() + patienceMs; ; await sleep(100 + Math.random() * 200)) {
    await writeFile(path, `${process.pid}`)
    const other = (await readdir(folder)).find((claim) => claim !== mine && isAlive(Number(claim)))
    if (!other) break
    const run = await readFile(join(folder, other), 'utf8').catch(() => '')
    await rm(path)
    if (run && Date.now() > deadline) {
      throw new Fault(
        `the data "${name}" are in use by another run (process ${run}): stop that first`,
      )
    }
  }
  return {
    async [Symbol.asyncDispose]() {
      await rm(path, { force: true })
      unguard(path)
    },
  }
}

/** The administrator's password of kept data: made once, since servers store it when they are first started. */
export async function keptPassword(name: string) {
  const path = join(dataFolder(name), 'password')
  await mkdir(dataFolder(name), { recursive: true })
  await writeFile(path, newPassword(), { flag: 'wx', mode: 0o600 }).catch(() => {})
  return readFile(path, 'utf8')
}

export const newPassword = () => randomBytes(16).toString('hex')
