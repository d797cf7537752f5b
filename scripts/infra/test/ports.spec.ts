import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from '../ports.ts'

const execute = promisify(execFile)

describe('free ports', function () {
  this.timeout(60_000)

  it('are given to one process only, as often as it asks', async () => {
    const many = 600 // more than a lane has
    const ours = await Promise.all(Array.from({ length: many }, freePort))
    const theirs = await Promise.all([askAnother(many), askAnother(many)])
    assert.equal(new Set(ours).size, many)
    for (const ports of theirs) {
      assert.equal(new Set(ports).size, many)
      assert.deepEqual(
        ports.filter((port) => ours.includes(port)),
        [],
      )
    }
  })
})

async function askAnother(many: number): Promise<number[]> {
  const script = `
    const { freePort } = await import(${JSON.stringify(join(import.meta.dirname, '../ports.ts'))})
    const asked = Array.from({ length: ${many} }, freePort)
    console.log(JSON.stringify(await Promise.all(asked)))`
  const { stdout } = await execute(process.execPath, ['--input-type=module', '-e', script])
  return JSON.parse(stdout) as number[]
}
