// npm run faults [-- all | <number of cells>] [--seed <number>]: kill -9 at the effects of a checkout that faults/cells.ts
// lists, in every story. Prints the table (cells, passed, seed).
import { randomInt } from 'node:crypto'
import { Fault } from './fail.ts'
import { cells, sentenceOf } from './faults/cells.ts'
import { chooseCells } from './faults/choose.ts'
import { openDoomedShop } from './faults/shop.ts'
import { openStage } from './faults/stage.ts'
import { failureLines, type Result, tallyTable } from './faults/tally.ts'
import { newestPhase } from './task/phase-argument.ts'
import { parseArguments, runTask, unlessStopped } from './task/task.ts'
import { asFailed, report, since, stay } from './task/terminal.ts'

const usage = 'npm run faults [-- all | <number of cells>] [--seed <number>]'
const usual = 30

await runTask(async (stop) => {
  const { values, positionals } = parseArguments(usage, {
    allowPositionals: true,
    options: { seed: { type: 'string' } },
  })
  const [size = String(usual), ...more] = positionals
  if (more.length > 0) throw new Fault(`one number of cells is enough. Usage: ${usage}`)
  const seed = readNumber(values.seed ?? String(randomInt(1_000_000)))
  const chosen = chooseCells(seed, size === 'all' ? cells.length : readNumber(size))
  await unlessStopped(stop, play(chosen, seed, stop))
})

function readNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new Fault(`"${text}" is no number. Usage: ${usage}`)
}

async function play(chosen: typeof cells, seed: number, stop: AbortSignal) {
  const victims = [...new Set(chosen.map(({ participant }) => participant))]
  await using opened = await openDoomedShop(newestPhase(), victims, report)
  const stage = await openStage({ ...opened, upTo: 100 })
  const began = performance.now()
  const results: Result[] = []
  for (const cell of chosen) {
    if (stop.aborted) return
    const from = performance.now()
    const error = await stage.play(cell).then(() => undefined, asError)
    results.push({ cell, ...(error && { error }) })
    const line = `${results.length} of ${chosen.length}: ${sentenceOf(cell)}`
    if (error) stay(asFailed(`${line}: ${error.message}`))
    else report(`${line}, after ${since(from)}`)
  }
  const broken = await stage.check().then(() => undefined, asError)
  const failures = [...failureLines(results), ...(broken ? [`afterwards: ${broken.message}`] : [])]
  stay(`
${tallyTable(results)}

Seed ${seed}, ${since(began)}. ${broken ? 'Something is lost or invented:' : 'Stock, holds, money, carts, reports and timelines agree.'}
${failures.map((line) => `\n  ${line}`).join('')}`)
  if (failures.length > 0) process.exitCode = 1
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}
