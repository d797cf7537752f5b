// npm run bench [-- <phase>...] [--quick]: what each phase costs and what it can do, measured on this machine, phases in turn.
// Printed and kept in .local, and with all phases at full length written into the guide.
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { measureRun } from './bench/measure.ts'
import { overviewTable } from './bench/overview.ts'
import { measurementsPage } from './bench/page.ts'
import type { Result, Run, Scale } from './bench/result.ts'
import { measureScale } from './bench/scale.ts'
import { ofRound, sizes } from './bench/sizes.ts'
import { startOnce } from './bench/start-once.ts'
import { summarise } from './bench/summary.ts'
import { targetTable, verdictsOf } from './bench/targets.ts'
import { turnsOf } from './bench/turns.ts'
import { load } from './chain/machine.ts'
import { newestPhase, phaseNumbers, readPhase } from './task/phase-argument.ts'
import { root } from './task/places.ts'
import { parseArguments, runTask, unlessStopped } from './task/task.ts'
import { report, since, stay } from './task/terminal.ts'

const resultFile = join('.local', 'bench.json')
const pageFile = join('docs', 'measurements.md')

await runTask(async (stop) => {
  const { values, positionals } = parseArguments('npm run bench [-- <phase>...] [--quick]', {
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false } },
  })
  const asked = new Set(positionals.map((text) => readPhase([text])!))
  const phases = asked.size > 0 ? [...asked] : phaseNumbers()
  const result = await unlessStopped(stop, measure(phases, values.quick))
  const summaries = summarise(result.runs)
  const verdicts = verdictsOf(summaries, newestPhase(), result)
  stay(`\n${overviewTable(summaries)}\n\n${targetTable(verdicts)}\n`)
  const isWhole = !values.quick && phases.length === phaseNumbers().length
  if (isWhole) await keep(pageFile, measurementsPage(result))
})

async function measure(phases: number[], isQuick: boolean): Promise<Result> {
  const size = isQuick ? sizes.quick : sizes.full
  const began = performance.now()
  const minutes = () => Math.floor((performance.now() - began) / 60_000)
  const rounds = `${size.rounds} ${size.rounds === 1 ? 'round' : 'rounds'}`
  stay(`${rounds} of phases ${phases.join(', ')}, load average ${load()}`)
  if (size.startsOnce) await startOnce(phases, (line) => report(`before: ${line}`))
  const runs: Run[] = []
  const turns = turnsOf(phases, size.rounds)
  for (const [index, { phase, round }] of turns.entries()) {
    const beganTurn = performance.now()
    const turn = `${index + 1} of ${turns.length}, phase ${phase}`
    const tell = (line: string) => report(`minute ${minutes()}, ${turn}: ${line}`)
    runs.push(await measureRun({ phase, round, size: ofRound(size, round), report: tell }))
    tell(`measured after ${since(beganTurn)}, load average ${load()}`)
  }
  const newest = summarise(runs).find(({ phase }) => phase === newestPhase())
  const { finalWithinMs } = size
  let scale: Scale | undefined
  if (size.scale && newest) {
    const { phase, ceiling } = newest
    const tell = (line: string) => report(`minute ${minutes()}, phase ${phase}: ${line}`)
    const options = { phase, ceiling, finalWithinMs, report: tell }
    // It fills a disk, and may fail: half an hour of figures is not lost with it.
    scale = await measureScale(options, size.scale).catch((error: Error) => {
      stay(`more replicas and more orders were not measured: ${error.stack}`)
      return undefined
    })
  }
  const about = { measuredAt: new Date().toISOString(), isQuick, size, minutes: minutes() }
  const result = { ...about, runs, ...(scale && { scale }) }
  await keep(resultFile, JSON.stringify(result, undefined, 1))
  return result
}

async function keep(file: string, text: string) {
  await mkdir(dirname(join(root, file)), { recursive: true })
  await writeFile(join(root, file), text)
  stay(`Written into ${file}`)
}
