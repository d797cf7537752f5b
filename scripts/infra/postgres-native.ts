// Postgres as a process of the run, on a free port of the loopback address. Durable as delivered: fsync stays on.
import { execFileSync } from 'node:child_process'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../fail.ts'
import { keptFolder, makeOnce, privateFolder } from './folders.ts'
import type { Owner } from './folders.ts'
import { type Guarded, spawnGuarded } from './guarded.ts'
import { freePort } from './ports.ts'
import { postgresBinaries } from './postgres-binaries.ts'
import { closePostgres, initdbOptions, serverOptions } from './postgres-common.ts'
import { tail, untilReady } from './ready.ts'
import type { Driver } from './server.ts'

export const start: Driver = async ({ keep, fresh, inMemory, password }) => {
  const owner = unprivilegedOwner()
  const binaries = await postgresBinaries(owner)
  await using building = new AsyncDisposableStack()
  const folder = building.use(await privateFolder('postgres', owner, { inMemory }))
  const base = keep ? await keptFolder(keep, 'postgres', fresh, owner) : folder.path
  const log = join(folder.path, 'postgres.log')
  const place = { ...owner, cwd: folder.path, output: log }

  const data = await makeOnce(join(base, 'data'), async (unfinished) => {
    const secret = join(folder.path, 'password')
    await writeFile(secret, password)
    await chmod(secret, 0o644) // the folder is closed to everybody but its owner
    const login = ['--username=postgres', `--pwfile=${secret}`, '--auth=scram-sha-256']
    const args = ['-D', unfinished, ...login, ...initdbOptions, ...(keep ? [] : ['--no-sync'])]
    const { code } = await spawnGuarded(join(binaries, 'initdb'), args, place).exited
    if (code !== 0) throw new Fault(`Postgres could not be set up: ${await tail(log)}`)
  })

  const port = await freePort()
  const listen = ['-c', 'listen_addresses=127.0.0.1', '-c', 'unix_socket_directories=']
  const args = ['-D', data, '-p', `${port}`, ...listen, ...serverOptions]
  const address = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
  let server: Guarded | undefined
  async function boot() {
    // SIGINT is its fast shutdown: SIGTERM would wait for every client to leave.
    server = spawnGuarded(join(binaries, 'postgres'), args, { ...place, stopSignal: 'SIGINT' })
    await untilReady('Postgres', () => closePostgres(address), {
      exited: server.exited,
      lastWords: () => tail(log),
    })
  }
  async function crash() {
    // Its own way to crash, with everything that belongs to it: after a SIGKILL some of that would stand in the way
    // of the next start for a moment. What is not in the log by then is lost in either case.
    server?.kill('SIGQUIT')
    await server?.exited
  }
  building.defer(async () => void (await server?.stop()))
  await boot()

  const running = building.move()
  const outage = { begin: crash, end: boot }
  return { address, outage, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

/** Postgres refuses to run as root. */
function unprivilegedOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined
  return { uid: idOfNobody('-u'), gid: idOfNobody('-g') }
}
const idOfNobody = (flag: string) => Number(execFileSync('id', [flag, 'nobody']).toString())
