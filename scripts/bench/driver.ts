// The customers' process: does the jobs that it is sent, for the shop at the address it is given, and ends with whoever
// started it.
import { makeJobs } from './jobs.ts'
import type { Outcome, Task } from './drive.ts'

const [address] = process.argv.slice(2)
const jobs = makeJobs(address!)

// Ctrl-C is for whoever started it: it ends when that one does.
process.on('SIGINT', () => {})
process.on('disconnect', () => process.exit())
process.on('message', (task: Task) => void doJob(task))

async function doJob({ job, options }: Task) {
  const work = jobs[job] as (given: unknown) => Promise<unknown>
  const outcome: Outcome = await work(options).then(
    (result) => ({ result }),
    (error: Error) => ({ error: String(error.stack) }),
  )
  process.send!(outcome)
}
