// Is there a process with this pid, whoever started it?
import { readFileSync } from 'node:fs'

export function isAlive(pid: number) {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM' // alive, but somebody else's
  }
  return !isZombie(pid)
}

/** Where nobody waits for orphans, as in many containers, the dead stay in the list for ever. */
function isZombie(pid: number) {
  try {
    return /\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false // gone meanwhile, or a system without /proc
  }
}
