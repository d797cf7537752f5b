// Preloaded into a process by `node --import`: kills or stops it before or after an effect, as doom.ts has it.
import { readFileSync, rmSync } from 'node:fs'
import type { Verdict } from './doom.ts'
import { watchEffects } from './effects.ts'

const file = process.env['KILL_AT_VERDICT'] ?? ''
let counting = ''
let count = 0

watchEffects((effect) => {
  const verdict = readVerdict()
  if (!verdict || !new RegExp(verdict.of).test(effect)) return () => {}
  count += 1
  if (count !== verdict.at) return () => {}
  rmSync(file, { force: true }) // whoever gave it can see that it is carried out
  const strike = () => send(verdict.signal)
  if (verdict.moment === 'after') return strike
  strike()
  return () => {}
})

/** The one that waits to be carried out. Each begins its own count. */
function readVerdict(): Verdict | undefined {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  if (text !== counting) {
    counting = text
    count = 0
  }
  return JSON.parse(text) as Verdict
}

function send(signal: NodeJS.Signals = 'SIGKILL') {
  process.kill(process.pid, signal)
  if (signal === 'SIGKILL') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) // not one line more
}
