// The runner of suites believes counts, not exit codes: what crashes, hangs or tests nothing has failed.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { privateFolder } from '../infra/folders.ts'
import { addUp, countsOf } from '../task/outcome.ts'
import { runSuite } from '../task/suite.ts'

describe('a suite', function () {
  this.timeout(20_000)
  let lines: string[]
  beforeEach(() => (lines = []))

  async function run(body: string, limits: { withinMs?: number; graceMs?: number } = {}) {
    await using folder = await privateFolder('suite')
    const files = join(folder.path, 'planted.spec.ts')
    await writeFile(files, body)
    const say = (line: string) => lines.push(line)
    return await runSuite({ files, env: { TEST_SERVERS: '' }, say, ...limits })
  }

  it('counts what passed, failed and was skipped, and tells why', async () => {
    const outcome = await run(`
      describe('a shop', () => {
        it('opens', () => {})
        it('closes', () => {})
        it('sells', () => { throw new Error('sold out') })
        it.skip('flies (skipped: no wings here)', () => {})
      })`)
    assert.equal(countsOf(outcome), '2 passed, 1 failed, 1 skipped')
    assert.match(outcome.failures[0]!, /^a shop, sells\n.*sold out/)
    assert.deepEqual(outcome.skipped, ['a shop, flies (skipped: no wings here)'])
    assert.ok(lines.some((line) => line.includes('✔ opens')))
  })

  it('has failed if a test is skipped without a reason', async () => {
    const outcome = await run(`it('opens', () => {}); it.skip('flies', () => {})`)
    assert.equal(countsOf(outcome), '1 passed, 1 failed')
  })

  it('has failed if it contains no test', async () => {
    assert.match((await run('export {}')).failures[0]!, /ran no test/)
  })

  it('has failed if it cannot be loaded, or ends in the middle', async () => {
    const unloadable = await run(`import './missing.ts'`)
    assert.match(unloadable.failures[0]!, /ended before its tests did \(exit code 1\)/)
    const killed = await run(`it('dies', () => process.kill(process.pid, 'SIGKILL'))`)
    assert.match(killed.failures[0]!, /ended before its tests did \(SIGKILL\)/)
  })

  it('has failed if all pass and it crashes afterwards', async () => {
    const outcome = await run(
      `it('opens', () => void setTimeout(() => { throw new Error() }, 500))`,
    )
    assert.equal(outcome.passed, 1)
    assert.match(outcome.failures[0]!, /ended badly after its tests \(exit code \d+\)/)
  })

  it('is stopped, and has failed, if it runs too long or leaves something open', async () => {
    const hung = await run(`it('waits', () => new Promise(() => setInterval(() => {}, 1000)))`, {
      withinMs: 2000,
    })
    assert.match(hung.failures[0]!, /it ran for 2 s/)
    const leak = await run(`it('leaks', () => void setInterval(() => {}, 1000))`, { graceMs: 500 })
    assert.equal(leak.passed, 1)
    assert.match(leak.failures[0]!, /something that its tests opened/)
  })
})

describe('the last line', () => {
  it('adds up all steps, and mentions skipped tests only if there are any', () => {
    const step = { passed: 2, failures: ['a'], skipped: [] }
    assert.equal(countsOf(addUp([step, step])), '4 passed, 2 failed')
    assert.equal(
      countsOf(addUp([step, { ...step, skipped: ['b'] }])),
      '4 passed, 2 failed, 1 skipped',
    )
  })
})
