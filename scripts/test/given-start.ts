// npm start of a phase, in a copy of this repository, so that nobody's own data are touched.
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
import { root } from '../task/places.ts'
import { freePorts } from '../task/shop-ports.ts'
import { until } from '../until.ts'
import { demoCustomer } from './demo-customer.ts'

const execute = promisify(execFile)
const isCopied = (path: string) => !['node_modules', '.local', '.git'].includes(basename(path))

export type GivenStart = Awaited<ReturnType<typeof givenStart>>
export type Started = ReturnType<GivenStart['start']>

export async function givenStart(number: number) {
  await using building = new AsyncDisposableStack()
  const phase = getPhase(number)
  const { path } = building.use(await privateFolder('start'))
  await chmod(path, 0o755) // Postgres runs as somebody else if we are root
  const [copy, temporary] = [join(path, 'copy'), join(path, 'tmp')]
  await cp(root, copy, { recursive: true, filter: isCopied })
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
  await mkdir(temporary)
  const kafkaHome = phase.servers.includes('kafka') ? await makeKafkaHome(copy) : undefined
  const ports = await freePorts(phase)
  const stack = building.move()

  function start(args = [String(number)], env: Record<string, string> = {}) {
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
        200_000, // servers and all, while other specs keep the machine busy
      )
    const isOpen = () => says('Ctrl-C stops it all')
    const customer = () => demoCustomer(/^SHOP=(.*)$/m.exec(output())![1]!)
    return { ...child, output, says, isOpen, customer }
  }

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
  return { phase, start, leavesNothing, close: () => stack.disposeAsync() }
}

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
