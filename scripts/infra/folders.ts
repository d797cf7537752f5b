// Where servers keep what they write: private folders that go with the run, and data that survive it.
import { spawnSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync } from 'node:fs'
import { chmod, chown, rename, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { removeAfterRun, unguard } from './guarded.ts'

/** The user that a server runs as, where that is not ours. */
export type Owner = { uid: number; gid: number }

const clone = resolve(import.meta.dirname, '../..')
/** Tells this clone's folders and volumes from those of another clone on the same machine. */
export const cloneName = `shop-${createHash('sha256').update(clone).digest('hex').slice(0, 8)}`
/** What outlives a run is kept here, ignored by git. */
export const localFolder = join(clone, '.local')
/** Or here, where root runs servers as somebody to whom the clone is closed, as below /root. */
export const openFolder = join('/var/lib', cloneName)

/** A new folder that only its owner gets into, removed with the run. */
export async function privateFolder(label: string, owner?: Owner, { inMemory = false } = {}) {
  const memory = inMemory && (await hasRoom(sharedMemory)) ? [sharedMemory] : []
  const bases = [...memory, tmpdir(), '/tmp']
  const base = bases.find((folder) => canUse(folder, owner)) ?? tmpdir()
  const path = join(base, `shop-${label}-${randomUUID()}`)
  removeAfterRun(path)
  await ownFolder(path, owner)
  return {
    path,
    async [Symbol.asyncDispose]() {
      await rm(path, { recursive: true, force: true, maxRetries: 5 })
      unguard(path)
    },
  }
}

// A run of specs creates and drops hundreds of databases with hundreds of files each: on a disk that took four times as
// much of the machine, most of it the file system's. A process that is killed loses as little here as there.
const sharedMemory = '/dev/shm'
const tmpfs = 0x01021994

/** Servers of specs have a few hundred MB. A container often has no more than 64 in all. */
async function hasRoom(folder: string, neededBytes = 4 * 1024 ** 3): Promise<boolean> {
  const system = await statfs(folder).catch(() => undefined)
  if (system?.type !== tmpfs) return false
  return Math.min(system.bavail * system.bsize, process.availableMemory()) > neededBytes
}

/** The folder of a server's data that outlive the run. */
export async function keptFolder(name: string, label: string, fresh: boolean, owner?: Owner) {
  const path = join(await lastingFolder(owner), 'data', name, label)
  if (fresh) await rm(path, { recursive: true, force: true })
  await ownFolder(path, owner)
  return path
}

export async function lastingFolder(owner?: Owner) {
  makeOpen(localFolder)
  if (canUse(localFolder, owner)) return localFolder
  makeOpen(openFolder)
  return openFolder
}

/** Whether the owner may enter the folder or run the file: the system is asked, since every parent counts. */
export function canUse(path: string, owner?: Owner) {
  return !owner || spawnSync('test', ['-x', path], owner).status === 0
}

/** Fills a new folder once and for all: a run that is killed on the way leaves nothing that counts as done. */
export async function makeOnce(path: string, fill: (unfinished: string) => Promise<unknown>) {
  if (existsSync(path)) return path
  const unfinished = `${path}.${randomUUID()}`
  removeAfterRun(unfinished)
  try {
    await fill(unfinished)
    await rename(unfinished, path)
  } catch (error) {
    if (!existsSync(path)) throw error // else another run was faster
  } finally {
    await rm(unfinished, { recursive: true, force: true })
    unguard(unfinished)
  }
  return path
}

async function ownFolder(path: string, owner?: Owner) {
  makeOpen(path)
  await chmod(path, 0o700)
  if (owner) await chown(path, owner.uid, owner.gid)
}

/** Others may pass through, whatever the umask that we were started with. */
function makeOpen(path: string) {
  const umask = process.umask(0o022)
  mkdirSync(path, { recursive: true })
  process.umask(umask)
}
