// npm test [-- <phase>]: everything there is to check, each step with its time, and all failures again at the end.
import { availableParallelism } from 'node:os'
import { startServers, type Servers } from './infra/infra.ts'
import { keepTemplates } from './infra/templates.ts'
import { runAtOnce, type Say } from './task/at-once.ts'
import { runChecks } from './task/checks.ts'
import { addUp, failed, printOutcome, runStep, success } from './task/outcome.ts'
import { readPhase } from './task/phase-argument.ts'
import { parseArguments, runTask, unlessStopped } from './task/task.ts'
import { report } from './task/terminal.ts'
import { planOf } from './task/test-steps.ts'

/** Two more than there are cores, because each step waits now and then. */
const atATime = Math.max(4, availableParallelism() + 2)

await runTask(async (stop) => {
  const { positionals } = parseArguments('npm test [-- <phase>]', { allowPositionals: true })
  const phase = readPhase(positionals)
  const outcome = addUp(await unlessStopped(stop, runAll(phase)))
  printOutcome(outcome)
  process.exitCode = outcome.failures.length > 0 ? 1 : 0
})

async function runAll(phase: number | undefined) {
  const plan = planOf(phase)
  const outcomes = await runChecks()
  await using opened = new AsyncDisposableStack()
  let servers: Servers | undefined
  outcomes.push(
    await runStep('servers', async () => {
      servers = opened.use(await startServers(plan.servers, { inMemory: true, report }))
      opened.use(keepTemplates(servers.postgresUrl))
      return success
    }),
  )
  const steps = plan.steps.map(({ name, run }) => (say: Say) => {
    const step = async () =>
      servers ? run(servers, say) : failed('not run, because the servers did not start')
    return runStep(name, step, say)
  })
  outcomes.push(...(await runAtOnce(steps, { atATime })))
  return outcomes
}
