// npm run journey [-- <phase>]: the contract suite against one phase, or with --address <url> against any running shop.
import { Fault } from './fail.ts'
import { startServers } from './infra/infra.ts'
import { getPhase } from './phases.ts'
import { runJourneys, runJourneysAgainst } from './task/journeys.ts'
import { printOutcome, runStep } from './task/outcome.ts'
import { newestPhase, readPhase } from './task/phase-argument.ts'
import { parseArguments, runTask, unlessStopped } from './task/task.ts'
import { report } from './task/terminal.ts'

const usage = 'npm run journey -- <phase>, or -- --address <url>'

await runTask(async (stop) => {
  const { values, positionals } = parseArguments(usage, {
    allowPositionals: true,
    options: { address: { type: 'string' } },
  })
  const { address } = values
  if (address !== undefined && !URL.canParse(address)) throw new Fault(`no address: ${address}`)
  const phase = readPhase(positionals) ?? newestPhase()
  const journeys = runStep('journeys', async () => {
    if (address !== undefined) return runJourneysAgainst(address)
    await using servers = await startServers(getPhase(phase).servers, { report })
    return await runJourneys(phase, servers)
  })
  const outcome = await unlessStopped(stop, journeys)
  printOutcome(outcome)
  process.exitCode = outcome.failures.length > 0 ? 1 : 0
})
