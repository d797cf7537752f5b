// npm start of the newest phase, with everything that belongs to it.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { promisify } from 'node:util'
import { newestPhase } from '../task/phase-argument.ts'
import { givenStart, type GivenStart, type Started } from './given-start.ts'

const execute = promisify(execFile)

describe('npm start of the newest phase', function () {
  this.timeout(240_000)
  let given: GivenStart
  let shop: Started

  before(async () => {
    given = await givenStart(newestPhase())
    shop = given.start([]) // the newest is what it starts when nothing is said
    await shop.isOpen()
  })
  after(() => given.close())

  const firstOrder = ({ output }: Started) => /^SHOP=[^]*?\n\n/m.exec(output())![0]

  it('prints addresses that answer, and what each process is called', async () => {
    const probes = [...shop.output().matchAll(/^ {2}(\S+) .*(http:\S+\/health\/ready)$/gm)]
    assert.deepEqual(
      probes.map(([, name]) => name),
      given.phase.processes.map(({ name }) => name),
    )
    for (const [line, , url] of probes) assert.equal((await fetch(url!)).status, 200, line)
  })

  it('says how much memory all of it takes, which is less than 2 GB', () => {
    const [, megabytes] = /^Memory: (\d+) MB/m.exec(shop.output()) ?? []
    assert.ok(existsSync('/proc/self/smaps_rollup') ? Number(megabytes) < 2_000 : !megabytes)
  })

  for (const shell of ['sh', 'bash']) {
    it(`prints a way from login to a completed order that works in ${shell}`, async function () {
      const hasCurl = await execute('curl', ['--version']).catch(() => undefined)
      if (!hasCurl) {
        this.test!.title += ' (skipped: there is no curl here)'
        this.skip()
      }
      const { stdout } = await execute(shell, ['-c', firstOrder(shop)])
      assert.match(stdout.trimEnd().split('\n').at(-1)!, /"status":"completed"/)
    })
  }

  it('stops on SIGTERM, and leaves no process, no port and no file', async () => {
    shop.kill('SIGTERM')
    assert.equal((await shop.exited).code, 0)
    await given.leavesNothing()
  })
})
