// Nothing outlives a run, however it ends.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isAlive } from '../alive.ts'
import { spawnGuarded } from '../guarded.ts'
import { isFree } from '../ports.ts'
import { firstLine, startRun, until } from './given-run.ts'

/** Prints the pid of a child of its own, and like it ignores the polite signal. */
const stubborn = ['-c', 'trap "" TERM; sleep 60 & echo $!; wait']

describe('a guarded process', function () {
  this.timeout(20_000)

  it('hands over its output and tells how it ended', async () => {
    const lines: string[] = []
    const output = (line: string) => lines.push(line)
    const env = { ...process.env, WORD: 'hello' }
    const shell = spawnGuarded('sh', ['-c', 'echo $WORD $$; exit 3'], { env, output })
    assert.deepEqual(await shell.exited, { code: 3, signal: null })
    assert.deepEqual(lines, [`hello ${shell.pid}`])
  })

  it('can be killed by its pid, and the run learns of it', async () => {
    const sleeper = spawnGuarded('sleep', ['60'])
    process.kill(sleeper.pid, 'SIGKILL')
    assert.deepEqual(await sleeper.exited, { code: null, signal: 'SIGKILL' })
  })

  it('is killed with its children when it does not stop in time', async () => {
    const child = Promise.withResolvers<number>()
    const output = (line: string) => child.resolve(Number(line))
    const shell = spawnGuarded('sh', stubborn, { output })
    const pid = await child.promise
    assert.deepEqual(await shell.stop(100), { code: null, signal: 'SIGKILL' })
    await until(() => !isAlive(pid))
  })
})

describe('a run that is killed', function () {
  this.timeout(60_000)
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shop-spec-'))
    await chmod(folder, 0o711) // root starts Postgres as somebody else
  })
  after(() => rm(folder, { recursive: true }))

  it('leaves none of its processes and folders, not even stubborn ones', async () => {
    const code = `
      import { privateFolder } from '${import.meta.resolve('../folders.ts')}'
      import { spawnGuarded } from '${import.meta.resolve('../guarded.ts')}'
      const { path } = await privateFolder('spec')
      const { pid } = spawnGuarded('sh', ${JSON.stringify(stubborn)}, { graceMs: 100, output })
      function output(line) {
        console.log(JSON.stringify({ path, pids: [pid, Number(line)] }))
      }`
    const run = spawn(process.execPath, ['--input-type=module', '-e', code])
    const left = JSON.parse(await firstLine(run.stdout)) as { path: string; pids: number[] }
    assert.ok(existsSync(left.path) && left.pids.every(isAlive))
    run.kill('SIGKILL')
    await until(() => !left.pids.some(isAlive) && !existsSync(left.path))
  })

  it('leaves no process, port or folder of a server', async () => {
    const run = await startRun(['postgres'], { INFRA: 'native', TMPDIR: folder })
    const port = Number(new URL(run.servers.postgresUrl).port)
    const [inside = ''] = await readdir(folder)
    const pid = parseInt(await readFile(join(folder, inside, 'data/postmaster.pid'), 'utf8'), 10)
    assert.ok(isAlive(pid) && !(await isFree(port)))
    await run.kill()
    await until(async () => !isAlive(pid) && (await isFree(port)))
    await until(async () => (await readdir(folder)).length === 0)
  })
})
