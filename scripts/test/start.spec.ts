// npm start of the newest phase, in a copy of this repository, so that nobody's own data are touched.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, readdir, readFile, symlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { privateFolder } from '../infra/folders.ts'
import { spawnGuarded } from '../infra/guarded.ts'
import { kafkaJars } from '../infra/kafka-jars.ts'
import { isFree } from '../infra/ports.ts'
import { getPhase } from '../phases.ts'
import { newestPhase } from '../task/phase-argument.ts'
import { root } from '../task/places.ts'
import { freePorts, type Ports } from '../task/shop-ports.ts'
import { until } from '../until.ts'
import { demoCustomer } from './demo-customer.ts'

const execute = promisify(execFile)
const phase = getPhase(newestPhase())
const isCopied = (path: string) => !['node_modules', '.local', '.git'].includes(basename(path))

/** Of all processes. A slim image has no ps. */
async function commandLines(): Promise<string> {
  if (!existsSync('/proc/self')) return (await execute('ps', ['-axo', 'args'])).stdout
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''))
  return (await Promise.all(lines)).join('\n')
}

/** So that the copy does not download Kafka once more. Where it cannot be had, the copy has to see to it as well. */
async function makeKafkaHome(folder: string): Promise<string | undefined> {
  const jars = await kafkaJars(() => {}).catch(() => undefined)
  if (!jars) return undefined
  const home = join(folder, 'kafka')
  await mkdir(home)
  await symlink(jars, join(home, 'libs'))
  return home
}

describe('npm start', function () {
  this.timeout(120_000)
  let stack: AsyncDisposableStack
  let copy: string
  let temporary: string
  let ports: Ports
  let kafkaHome: string | undefined
  let shop: ReturnType<typeof start>

  before(async () => {
    stack = new AsyncDisposableStack()
    const { path } = stack.use(await privateFolder('start'))
    await chmod(path, 0o755) // Postgres runs as somebody else if we are root
    ;[copy, temporary] = [join(path, 'copy'), join(path, 'tmp')]
    await cp(root, copy, { recursive: true, filter: isCopied })
    await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
    await mkdir(temporary)
    if (phase.servers.includes('kafka')) kafkaHome = await makeKafkaHome(copy)
    ports = await freePorts(phase)
    shop = start()
    await shop.isOpen()
  })
  after(() => stack.disposeAsync())

  function start(args: string[] = [], env: Record<string, string> = {}) {
    const lines: string[] = []
    const variables = Object.entries(ports).map(([name, port]) => [name, String(port)])
    const child = spawnGuarded(process.execPath, ['scripts/start.ts', ...args], {
      cwd: copy,
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        TMPDIR: temporary,
        INFRA: 'native', // a container's data would outlive this spec
        AUTH_SCRYPT_LOG2_COST: '12',
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        KAFKA_HOME: kafkaHome,
        ...Object.fromEntries(variables),
        ...env,
      },
      output: (line) => lines.push(line),
    })
    stack.defer(() => void child.stop())
    const output = () => lines.join('\n')
    const says = (text: string) =>
      until(
        `it says ${text}`,
        async () => output(),
        (said) => said.includes(text),
        90_000, // servers and all, while other specs keep the machine busy
      )
    const isOpen = () => says('Ctrl-C stops it all')
    return { ...child, output, says, isOpen }
  }
  type Started = ReturnType<typeof start>

  const pids = ({ output }: Started) =>
    [...output().matchAll(/^(?:.* )?(\S+): ready after .* pid (\d+)$/gm)].map(([, name, pid]) => ({
      name: name!,
      pid: Number(pid),
    }))
  const firstOrder = ({ output }: Started) => /^SHOP=[^]*?\n\n/m.exec(output())![0]

  const customer = () => demoCustomer(/^SHOP=(.*)$/m.exec(shop.output())![1]!)
  const orders = () => customer().listOrders()

  async function leavesNothing() {
    const areFree = () => Promise.all(Object.values(ports).map(isFree))
    await until('all ports are free', areFree, (free) => free.every(Boolean))
    await until('all processes are gone', commandLines, (lines) => !lines.includes(copy))
    await until(
      'no file is left',
      () => readdir(temporary),
      (files) => files.length === 0,
    )
  }

  it('prints addresses that answer, and what each process is called', async () => {
    const probes = [...shop.output().matchAll(/^ {2}(\S+) .*(http:\S+\/health\/ready)$/gm)]
    assert.deepEqual(
      probes.map(([, name]) => name),
      phase.processes.map(({ name }) => name),
    )
    for (const [line, , url] of probes) assert.equal((await fetch(url!)).status, 200, line)
  })

  for (const shell of ['sh', 'bash']) {
    it(`prints a way from login to a completed order that works in ${shell}`, async function () {
      const hasCurl = await execute('curl', ['--version']).catch(() => undefined)
      if (!hasCurl) {
        this.test!.title += ' (skipped: there is no curl here)'
        this.skip()
      }
      const { stdout } = await execute(shell, ['-c', firstOrder(shop)])
      assert.match(stdout.trimEnd().split('\n').at(-1)!, /"status":"completed"/)
    })
  }

  it('refuses a second shop at the same port, in one line that names port and variable', async () => {
    const second = start()
    assert.equal((await second.exited).code, 1)
    assert.match(second.output(), /^port (\d+) is busy\. .* another: [A-Z_]+_PORT=\d+ npm start$/)
  })

  it('starts what was killed again, and says so', async () => {
    await customer().placeOrder()
    const placed = await orders()
    const [{ name, pid }] = pids(shop).slice(-1) as [{ name: string; pid: number }]
    const before = pids(shop).length
    process.kill(pid, 'SIGKILL')
    await until(
      'it is ready again',
      async () => pids(shop).length,
      (count) => count > before,
    )
    assert.match(shop.output(), new RegExp(`${name}: died \\(SIGKILL\\), to be started again`))
    assert.equal(pids(shop).at(-1)!.name, name)
    assert.deepEqual(await orders(), placed)
  })

  it('stops on SIGTERM and leaves nothing behind but the data', async () => {
    const placed = await orders()
    assert.ok(placed.length > 0)
    shop.kill('SIGTERM')
    assert.equal((await shop.exited).code, 0)
    await leavesNothing()
    shop = start()
    await shop.isOpen()
    assert.deepEqual(await orders(), placed)
  })

  it('stops on Ctrl-C, even if that arrives several times', async () => {
    for (let times = 0; times < 3; times++) shop.kill('SIGINT')
    assert.equal((await shop.exited).code, 0)
    await leavesNothing()
  })

  it('drops the data with --fresh, and leaves nothing even if it is killed', async () => {
    shop = start(['--fresh'])
    await shop.isOpen()
    assert.deepEqual(await orders(), [])
    shop.kill('SIGKILL')
    await shop.exited
    await leavesNothing()
  })

  it('stops at once if that is wished while it starts', async () => {
    shop = start()
    await shop.says('starting')
    shop.kill('SIGINT')
    assert.equal((await shop.exited).code, 130)
    await leavesNothing()
  })

  describe('that cannot be', () => {
    const refusals: [string, string[], Record<string, string>, RegExp][] = [
      ['an unknown phase', ['9'], {}, /^no phase "9", there is: 0/],
      ['two phases', ['0', '0'], {}, /^no phase "0 0", there is: 0/],
      ['an unknown option', ['--frsh'], {}, /^Unknown option '--frsh'\. Usage: npm start/],
      ['a port that is none', [], { PROVIDER_PORT: 'x' }, /^PROVIDER_PORT must be a port .* "x"$/],
      ['an unknown way to servers', [], { INFRA: 'magic' }, /INFRA can be .* not "magic"$/],
    ]
    for (const [title, args, env, line] of refusals) {
      it(`because of ${title} is told in one line`, async () => {
        const refused = start(args, env)
        assert.equal((await refused.exited).code, 1)
        assert.match(refused.output().split('\n').at(-1)!, line)
      })
    }
  })
})
