// npm run outage [-- <phase>...] [--quick]: each process of a phase is away for half a minute while customers come; which
// of their wishes are granted all the same. Printed, and with all phases at full length written into the guide.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describeMachine } from './chain/machine.ts'
import { startServers } from './infra/infra.ts'
import { measureOutages, type Outage } from './outage/measure.ts'
import { failureMatrix } from './outage/page.ts'
import { getPhase } from './phases.ts'
import { phaseNumbers, readPhase } from './task/phase-argument.ts'
import { root } from './task/places.ts'
import { parseArguments, runTask, unlessStopped } from './task/task.ts'
import { report, stay } from './task/terminal.ts'

const sizes = {
  full: { outageMs: 30_000, everyMs: 1_000 },
  quick: { outageMs: 5_000, everyMs: 1_000 },
}

await runTask(async (stop) => {
  const { values, positionals } = parseArguments('npm run outage [-- <phase>...] [--quick]', {
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false } },
  })
  const asked = new Set(positionals.map((text) => readPhase([text])!))
  const phases = asked.size > 0 ? [...asked] : phaseNumbers()
  await unlessStopped(stop, measure(phases, values.quick))
})

async function measure(phases: number[], isQuick: boolean) {
  const size = isQuick ? sizes.quick : sizes.full
  const names = [...new Set(phases.flatMap((phase) => getPhase(phase).servers))]
  await using servers = await startServers(names, { report })
  const outages: Outage[] = []
  for (const phase of phases) {
    outages.push(...(await measureOutages(phase, servers, { ...size, report: stay })))
  }
  const machine = await describeMachine(servers.postgresUrl)
  const page = failureMatrix(outages, { seconds: size.outageMs / 1_000, machine })
  stay(`\n${page}`)
  if (isQuick || phases.length < phaseNumbers().length) return
  const file = join('docs', 'failure-matrix.md')
  await writeFile(join(root, file), page)
  stay(`Written into ${file}`)
}
