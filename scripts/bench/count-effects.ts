// Preloaded into a process by `node --import`: counts what it does that others can see, and keeps the counts in a file.
import { renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { watchEffects } from '../faults/effects.ts'
import { kindOf } from './effects.ts'

const file = join(process.env['EFFECT_COUNTS'] ?? '', String(process.pid))
const counts: Record<string, number> = {}
let isWritten = true

watchEffects((effect) => {
  const kind = kindOf(effect)
  if (kind) {
    counts[kind] = (counts[kind] ?? 0) + 1
    isWritten = false
  }
  return () => {}
})

setInterval(() => {
  if (isWritten) return
  writeFileSync(`${file}.new`, JSON.stringify(counts))
  renameSync(`${file}.new`, `${file}.json`) // never seen half written
  isWritten = true
}, 50).unref()
