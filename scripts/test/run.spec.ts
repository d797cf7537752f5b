// run.mjs, in a repository that is made up: one task, and an npm that only writes down that it was called.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { cp, mkdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { privateFolder } from '../infra/folders.ts'
import { root } from '../task/places.ts'
import { until } from '../until.ts'

const npm = `
  import { appendFileSync, mkdirSync } from 'node:fs'
  appendFileSync('calls', process.argv.slice(2).join(' ') + ' ')
  if (process.env.NPM_FAILS) { console.log('disk full'); process.exit(1) }
  mkdirSync('node_modules', { recursive: true })
  setTimeout(() => {}, 300)`

const task = `
  process.on('SIGTERM', () => { console.log('asked to stop'); process.exit(7) })
  console.log('pid', process.pid, 'arguments', process.argv.slice(2).join(' '))
  if (process.argv[2] === 'wait') setInterval(() => {}, 1000)
  else process.exitCode = 3`

describe('npm run', function () {
  this.timeout(20_000)
  let stack: AsyncDisposableStack
  let place: string

  beforeEach(async () => {
    stack = new AsyncDisposableStack()
    place = stack.use(await privateFolder('run')).path
    await mkdir(join(place, 'scripts'))
    await cp(join(root, 'scripts', 'run.mjs'), join(place, 'scripts', 'run.mjs'))
    await cp(join(root, 'scripts', 'task'), join(place, 'scripts', 'task'), { recursive: true })
    await writeFile(join(place, 'package.json'), '{ "type": "module", "scripts": { "greet": "" } }')
    await writeFile(join(place, 'package-lock.json'), '{}')
    await writeFile(join(place, 'npm-cli.js'), npm)
    await writeFile(join(place, 'scripts', 'greet.ts'), task)
  })
  afterEach(() => stack.disposeAsync())

  function run(args: string[], env: Record<string, string> = {}) {
    const child = spawn(process.execPath, ['scripts/run.mjs', ...args], {
      cwd: place,
      env: { ...process.env, npm_execpath: join(place, 'npm-cli.js'), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    stack.defer(() => void child.kill('SIGKILL'))
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()))
    }
    const ended = once(child, 'close').then(([code]) => ({ code, output }))
    const isRunning = () =>
      until(
        'the task runs',
        async () => output,
        (text) => text.includes('pid'),
      )
    return { child, ended, isRunning }
  }
  const calls = () => readFile(join(place, 'calls'), 'utf8')

  it('runs a task with its arguments and ends as it ends', async () => {
    const { code, output } = await run(['greet', 'you', '--loud']).ended
    assert.equal(code, 3)
    assert.match(output, /arguments you --loud/)
  })

  it('names the tasks that there are if there is no such', async () => {
    assert.deepEqual(await run(['greeet']).ended, {
      code: 1,
      output: 'no task "greeet", only greet\n',
    })
  })

  it('installs the dependencies once, and again when they have changed', async () => {
    await run(['greet']).ended
    const { output } = await run(['greet']).ended
    assert.equal(await calls(), 'ci ')
    assert.ok(!output.includes('dependencies'))
    await writeFile(join(place, 'package-lock.json'), '{ "packages": {} }')
    await run(['greet']).ended
    assert.equal(await calls(), 'ci ci ')
  })

  it('shows what npm says only when it fails, and tries again next time', async () => {
    const { code, output } = await run(['greet'], { NPM_FAILS: '1' }).ended
    assert.equal(code, 1)
    assert.match(output, /npm ci failed:\ndisk full/)
    assert.equal((await run(['greet']).ended).code, 3)
    assert.equal(await calls(), 'ci ci ')
  })

  it('never installs twice at once', async () => {
    const both = await Promise.all([run(['greet']).ended, run(['greet']).ended])
    assert.deepEqual(
      both.map(({ code }) => code),
      [3, 3],
    )
    assert.equal(await calls(), 'ci ')
  })

  it('does not wait for an installation that was killed', async () => {
    const lock = join(place, '.local', 'installing')
    await mkdir(join(place, '.local'))
    await writeFile(lock, '')
    const long = new Date(Date.now() - 60_000)
    await utimes(lock, long, long)
    assert.equal((await run(['greet']).ended).code, 3)
  })

  it('passes on SIGTERM', async () => {
    const { child, ended, isRunning } = run(['greet', 'wait'])
    await isRunning()
    child.kill('SIGTERM')
    assert.equal((await ended).code, 7)
  })

  it('has its task asked to stop even if it is killed itself', async () => {
    const { child, ended, isRunning } = run(['greet', 'wait'])
    await isRunning()
    child.kill('SIGKILL')
    assert.match((await ended).output, /asked to stop/)
  })
})
