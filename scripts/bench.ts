// npm run bench [-- <phase>...] [--quick]: what each phase costs and what it can do, measured on this machine.
import { describeMachine } from './chain/machine.ts'
import { measureRun } from './bench/measure.ts'
import { sizes } from './bench/sizes.ts'
import { phaseNumbers, readPhase } from './task/phase-argument.ts'
import { parseArguments, runTask, unlessStopped } from './task/task.ts'
import { report, stay } from './task/terminal.ts'
import { writeFile } from 'node:fs/promises'
await runTask(async (stop) => {
  const { values, positionals } = parseArguments('npm run bench [-- <phase>...] [--quick]', {
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false } },
  })
  const phases = positionals.map((t) => readPhase([t])!)
  const runs = []
  const t = performance.now()
  for (const phase of phases) {
    const run = await unlessStopped(stop, measureRun({ phase, round: 1, size: sizes[values.quick ? 'quick':'full'], report: (l) => report(`${((performance.now()-t)/1000).toFixed(1)} phase ${phase}: ${l}`) }))
    runs.push(run)
  }
  await writeFile('/tmp/b7-result.json', JSON.stringify(runs, null, 1))
})
