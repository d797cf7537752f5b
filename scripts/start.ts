// npm start [-- <phase>] [--fresh]: the whole shop of a phase on this machine, until Ctrl-C.
import { once } from 'node:events'
import { startServers } from './infra/infra.ts'
import { getPhase } from './phases.ts'
import { startShop } from './shop.ts'
import { firstOrder } from './task/first-order.ts'
import { memoryLine } from './task/memory.ts'
import { newestPhase, readPhase } from './task/phase-argument.ts'
import { logFolder } from './task/places.ts'
import { addressTable } from './task/shop-addresses.ts'
import { dropDatabases } from './task/shop-databases.ts'
import { fixedPorts } from './task/shop-ports.ts'
import { dropQueues } from './task/shop-queues.ts'
import { dropTopics } from './task/shop-topics.ts'
import { parseArguments, runTask, unlessStopped } from './task/task.ts'
import { report, stay } from './task/terminal.ts'

await runTask(async (stop) => {
  const { values, positionals } = parseArguments('npm start [-- <phase>] [--fresh]', {
    allowPositionals: true,
    options: { fresh: { type: 'boolean', default: false } },
  })
  const number = readPhase(positionals) ?? newestPhase()
  const phase = getPhase(number)
  await fixedPorts(phase) // a busy port is known before anything is started

  await using opened = new AsyncDisposableStack()
  let tell = report
  async function open() {
    const data = { keepData: `phase-${number}`, fresh: values.fresh }
    const servers = opened.use(await startServers(phase.servers, { ...data, report }))
    if (values.fresh) {
      await dropDatabases(phase, servers.postgresUrl)
      await dropTopics(phase, servers.kafkaBrokers)
      await dropQueues(phase, servers.rabbitmqUrl)
    }
    const shop = await startShop({
      phase: number,
      servers,
      ports: 'fixed',
      restart: true,
      report: (line) => tell(line),
    })
    return opened.use(shop)
  }
  stay(`Starting ${phase.folder}`)
  const shop = await unlessStopped(stop, open())
  tell = stay

  stay(`
The shop is open at ${shop.address}

  customer  demo@shop.example   demo-password-1
  admin     admin@shop.example  admin-password-1

${addressTable(phase, shop, logFolder(`phase-${number}`))}

${await memoryLine(process.pid)}

From login to a completed order, to paste into a shell:

${firstOrder(shop.address)}
Ctrl-C stops it all. The data stay until: npm start -- ${number} --fresh
`)
  if (!stop.aborted) await once(stop, 'abort')
  stay('Stopping')
})
