// npm run diff -- <phase> <phase>: what moved, was edited, is new and is gone. --patch FILE shows one file,
// --update brings docs/changes and the chapter's table up to date.
import { relative } from 'node:path'
import { compare } from './diff/compare.ts'
import { pairOf } from './diff/pair.ts'
import { patchOf } from './diff/patch.ts'
import { print } from './diff/print.ts'
import { update } from './diff/update.ts'
import { Fault } from './fail.ts'
import { readPhase } from './task/phase-argument.ts'
import { root } from './task/places.ts'
import { parseArguments, runTask } from './task/task.ts'

const usage = 'npm run diff -- <phase> <phase> [--patch FILE | --update]'

const nameOf = (file: string) => relative(root, file)

await runTask(async () => {
  const { values, positionals } = parseArguments(usage, {
    allowPositionals: true,
    options: { patch: { type: 'string' }, update: { type: 'boolean', default: false } },
  })
  const [before, after, ...more] = positionals.map((text) => readPhase([text])!)
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Fault(`two phases are compared. Usage: ${usage}`)
  }
  if (before === after) throw new Fault(`phase ${before} is phase ${after}. Usage: ${usage}`)
  const pair = pairOf(before, after)
  const found = await compare(pair.before, pair.after)

  if (values.update) {
    if (after !== before + 1) throw new Fault('only what lies between neighbours is written down')
    await update(found, pair)
    console.log(`up to date: ${nameOf(pair.changesFile)}, ${nameOf(pair.chapterFile)}`)
  } else if (values.patch === undefined) console.log(print(found, pair))
  else console.log(patchOf(values.patch, found, pair))
})
