// Goes on with sagas that nobody has: what a crash, a slow partner or a lost answer has left behind.
import type { Log } from '../../shared/log.ts'
import { startLoop } from '../../shared/loop.ts'
import type { Runner } from './saga-runner.ts'

const everyMs = 1_000

/** Runs at once, which is the recovery after a crash, and then on a timer; hands back how to stop it. */
export const startSweeper = ({ resumeDue }: Runner, log: Log) =>
  startLoop({ name: 'saga sweeper', everyMs, log, run: resumeDue })
