// Where the processes of a shop write. A test shop has a folder of its own, because several may run at once, and
// leaves it for a day to whoever looks into a failure.
import { mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../fail.ts'
import { logFolder } from './places.ts'

const dayMs = 24 * 3_600_000
let testShops = 0

export async function openLogs(phase: number, isForTest: boolean): Promise<string> {
  if (isForTest) await removeOld()
  const mine = `${process.pid}-${(testShops += 1)}`
  const folder = logFolder(isForTest ? `test/${mine}-phase-${phase}` : `phase-${phase}`)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  return folder
}

async function removeOld() {
  const parent = logFolder('test')
  await mkdir(parent, { recursive: true })
  for (const name of await readdir(parent)) {
    const folder = join(parent, name)
    const written = await stat(folder).catch(() => undefined) // another run may be faster
    if (written && Date.now() - written.mtimeMs > dayMs) {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

/** What went wrong, and the end of the log that says why. */
export async function faultOf(what: string, logFile: string): Promise<Fault> {
  const log = await readFile(logFile, 'utf8')
  return new Fault(`${what}. The end of ${logFile}:\n${tail(log)}`)
}

const tail = (text: string) => text.trimEnd().split('\n').slice(-15).join('\n')
