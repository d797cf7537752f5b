// The processes of a phase are found by their commands. What is not found must not become a zero on the page.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { privateFolder } from '../../infra/folders.ts'
import { getPhase } from '../../phases.ts'
import { hasProc } from '../../task/processes.ts'
import { readCpu, readMemory } from '../usage.ts'

describe('what the processes of a phase use', () => {
  before(async function () {
    if (!(await hasProc())) this.skip() // nothing is measured there
  })

  it('is told by their names, whatever options Node was given', async () => {
    await using opened = new AsyncDisposableStack()
    const { path } = opened.use(await privateFolder('usage'))
    const plans = getPhase(0).processes
    for (const plan of plans) {
      const main = join(path, plan.main)
      await mkdir(dirname(main), { recursive: true })
      await writeFile(main, `console.log('there'); setInterval(() => {}, 60_000)`)
      const child = spawn(process.execPath, ['--max-semi-space-size=8', main])
      opened.defer(() => void child.kill('SIGKILL'))
      await once(child.stdout, 'data')
    }
    for (const amounts of [await readCpu(0), await readMemory(0)]) {
      for (const { name } of plans) assert.ok(amounts![name]! > 0, name)
    }
  })

  it('is refused while one of them is not found', async () => {
    await assert.rejects(readMemory(0), /no process is known as .*ecommerce-service/)
  })
})
