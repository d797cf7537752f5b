// Programs that are missing, installed where that is possible: as root on Debian and Ubuntu.
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../fail.ts'
import { privateFolder } from './folders.ts'
import { removeAfterRun, spawnGuarded, unguard } from './guarded.ts'
import { tail } from './ready.ts'
import { findTool } from './tools.ts'

type Report = (line: string) => void

/** Installs a Debian package; where it cannot, fails with the line to run. */
export function aptInstall(name: string, reason: string, report: Report) {
  const turn = lastTurn.then(() => install(name, reason, report))
  lastTurn = turn.catch(() => {})
  return turn
}
let lastTurn = Promise.resolve() // apt locks its files: one at a time

async function install(name: string, reason: string, report: Report) {
  const remedy = findTool('apt-get') ? `run "sudo apt-get install -y ${name}"` : 'install it'
  if (!findTool('apt-get') || process.getuid?.() !== 0) {
    throw new Fault(`${reason} needs ${name}: ${remedy}, or start Docker`)
  }
  report(`${reason}: installing ${name} with apt-get`)
  await using building = new AsyncDisposableStack()
  const { path } = building.use(await privateFolder('apt'))
  building.use(await forbidServices())
  // Java's package insists on it, and slim images lack it.
  await mkdir('/usr/share/man/man1', { recursive: true })
  if (!isUpdated) await aptGet(join(path, 'update.log'), 'update')
  isUpdated = true
  await aptGet(join(path, 'install.log'), 'install', '-y', '--no-install-recommends', name)
}
let isUpdated = false

async function aptGet(output: string, ...args: string[]) {
  const { code } = await spawnGuarded('apt-get', ['-q', '-o', 'DPkg::Lock::Timeout=120', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    output,
    // Should the run end now: apt gives up on SIGINT, but not while it unpacks, which takes a while.
    stopSignal: 'SIGINT',
    graceMs: 120_000,
  }).exited
  if (code !== 0) throw new Fault(`apt-get ${args.join(' ')} failed: ${await tail(output)}`)
}

/** Debian starts the services that it installs unless this file forbids it. */
async function forbidServices(): Promise<AsyncDisposable> {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return { async [Symbol.asyncDispose]() {} }
  removeAfterRun(policy)
  await writeFile(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  return {
    async [Symbol.asyncDispose]() {
      await rm(policy)
      unguard(policy)
    },
  }
}
