// RabbitMQ as a process of the run: a node of its own with its own epmd, all on free ports of the loopback address.
import { spawnSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Fault } from '../fail.ts'
import { aptInstall } from './apt.ts'
import { keptFolder, privateFolder } from './folders.ts'
import { type Guarded, spawnGuarded } from './guarded.ts'
import { freePort } from './ports.ts'
import { shakeHands, user } from './rabbitmq-common.ts'
import { tail, untilReady } from './ready.ts'
import type { Driver } from './server.ts'
import { findTool } from './tools.ts'

export const start: Driver = async ({ keep, fresh, inMemory, password, report }) => {
  if (!findServer()) await install(report)
  const [command, epmdCommand] = [findServer(), findTool('epmd')]
  if (!command || !epmdCommand) throw new Fault('RabbitMQ needs rabbitmq-server and epmd in PATH')

  await using building = new AsyncDisposableStack()
  const { path } = building.use(await privateFolder('rabbitmq', undefined, { inMemory }))
  const data = keep ? await keptFolder(keep, 'rabbitmq', fresh) : join(path, 'data')
  const log = join(path, 'rabbitmq.log')
  const [port, epmdPort, nodePort] = [await freePort(), await freePort(), await freePort()]
  await mkdir(join(path, 'home'))
  await writeFile(join(path, 'enabled_plugins'), '[].')
  await writeFile(
    join(path, 'rabbitmq.conf'),
    `listeners.tcp.1 = 127.0.0.1:${port}
default_user = ${user}
default_pass = ${password}
vm_memory_high_watermark.absolute = 512MB
disk_free_limit.absolute = 50MB
log.console = true
log.console.level = warning
log.file = false
`,
  )
  const env = {
    ...process.env,
    HOME: join(path, 'home'), // for the Erlang cookie
    ERL_EPMD_ADDRESS: '127.0.0.1',
    ERL_EPMD_PORT: `${epmdPort}`,
    ERL_FLAGS: '-start_epmd false', // one that Erlang starts outlives the node
    RABBITMQ_NODENAME: 'shop@localhost', // kept data are found by it
    RABBITMQ_DIST_PORT: `${nodePort}`,
    RABBITMQ_MNESIA_BASE: data,
    RABBITMQ_LOG_BASE: path,
    RABBITMQ_PID_FILE: join(path, 'pid'),
    RABBITMQ_CONFIG_FILE: join(path, 'rabbitmq.conf'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_ENABLED_PLUGINS_FILE: join(path, 'enabled_plugins'),
    // Two schedulers, and none that spins: a run shares the machine with everything else.
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
      '+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}',
  }
  const epmd = spawnGuarded(epmdCommand, [], { env, cwd: path })
  building.defer(async () => void (await epmd.stop()))
  const address = `amqp://${user}:${password}@127.0.0.1:${port}`
  let server: Guarded | undefined
  async function boot() {
    server = spawnGuarded(command!, [], { env, cwd: path, output: log })
    await untilReady('RabbitMQ', () => shakeHands(address), {
      exited: server.exited,
      lastWords: () => tail(log),
    })
  }
  async function crash() {
    server?.kill('SIGKILL')
    await server?.exited
  }
  building.defer(async () => void (await server?.stop()))
  await boot()
  const running = building.move()
  const outage = { begin: crash, end: boot }
  return { address, outage, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

async function install(report: (line: string) => void) {
  await aptInstall('rabbitmq-server', 'RabbitMQ', report)
  spawnSync('systemctl', ['disable', 'rabbitmq-server', 'epmd']) // they would come up with the machine
}

/** Not Debian's own command first: that one insists on the system's user and folders. */
const findServer = () =>
  findTool('rabbitmq-server', ['/usr/lib/rabbitmq/bin', '/opt/homebrew/sbin', '/usr/local/sbin'])
