// A lock between processes: whoever fetches or installs does so alone. The lock is a file that its owner touches
// every second, so one that a killed process left is known by its age, also where process ids mean nothing.
import { mkdirSync, rmSync, statSync, utimes, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const staleAfterMs = 10_000

export async function alone(lock, work) {
  mkdirSync(dirname(lock), { recursive: true })
  for (let attempt = 0; !take(lock); attempt++) {
    if (attempt === 0) console.log('  … waiting for another npm that installs here')
    if (ageMs(lock) > staleAfterMs) rmSync(lock, { force: true })
    await sleep(200)
  }
  const touching = setInterval(() => utimes(lock, new Date(), new Date(), () => {}), 1000)
  try {
    return await work()
  } finally {
    clearInterval(touching)
    rmSync(lock, { force: true })
  }
}

function take(lock) {
  try {
    writeFileSync(lock, '', { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code === 'EEXIST') return false
    throw error
  }
}

function ageMs(lock) {
  const found = statSync(lock, { throwIfNoEntry: false })
  return found ? Date.now() - found.mtimeMs : 0
}
