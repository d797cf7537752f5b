// The processor as a process: configuration, and what stopping and killing leave behind.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Guarded, spawnGuarded } from '../../infra/guarded.ts'
import { callsTo, givenDatabase } from './given-provider.ts'

const main = join(import.meta.dirname, '..', 'main.ts')

const children: Guarded[] = []

function spawnProcess(env: Record<string, string>, output: (line: string) => void) {
  const options = { env: { PATH: process.env['PATH'], ...env }, output }
  const child = spawnGuarded(process.execPath, [main], options)
  children.push(child)
  return child
}

describe('card processor: process', function () {
  this.timeout(20_000)
  let stack: AsyncDisposableStack
  let databaseUrl: string

  before(async () => {
    stack = new AsyncDisposableStack()
    databaseUrl = stack.use(await givenDatabase()).url
  })
  after(() => stack.disposeAsync())
  afterEach(() => Promise.all(children.splice(0).map((child) => child.stop())))

  /** The processor as a process on a free port; resolves when it says on which. */
  async function spawnProvider(env: Record<string, string> = {}) {
    const listening = Promise.withResolvers<number>()
    const child = spawnProcess(
      { PROVIDER_PORT: '0', PROVIDER_DATABASE_URL: databaseUrl, ...env },
      (line) => {
        const { port } = JSON.parse(line) as { port?: number }
        if (port !== undefined) listening.resolve(port)
      },
    )
    void child.exited.then(() => listening.reject(new Error('the processor ended')))
    return { child, ...callsTo(`http://localhost:${await listening.promise}`) }
  }

  it('answers for a slow charge in whose middle it was killed, and captures it once', async () => {
    const key = randomUUID()
    const first = await spawnProvider({ PROVIDER_SLOW_MS: '1500' })
    const unanswered = assert.rejects(first.charge(key, 'pm_card_slow'))
    await first.ledgerBecomes(key, 'running 0 - 0')
    first.child.kill('SIGKILL')
    await Promise.all([first.child.exited, unanswered])

    const second = await spawnProvider({ PROVIDER_SLOW_MS: '1500' })
    const { status, body } = await second.charge(key, 'pm_card_slow')
    assert.deepEqual([status, body.status], [200, 'captured'])
    assert.equal(await second.ledger(key), 'captured 1500 - 0')
    await second.child.stop()
  })

  it('gives back a slow charge whose time came while no processor ran', async () => {
    const key = randomUUID()
    const first = await spawnProvider({ PROVIDER_SLOW_MS: '1500' })
    const unanswered = assert.rejects(first.charge(key, 'pm_card_slow'))
    await first.ledgerBecomes(key, 'running 0 - 0')
    first.child.kill('SIGKILL')
    await Promise.all([first.child.exited, unanswered, sleep(1500)])

    const second = await spawnProvider()
    assert.equal((await second.refund(`r-${key}`, key)).body.status, 'refunded')
    await second.child.stop()
  })

  it('finishes what it has accepted when it is stopped', async () => {
    const { child, charge, ledgerBecomes } = await spawnProvider({ PROVIDER_SLOW_MS: '1500' })
    const key = randomUUID()
    const answer = charge(key, 'pm_card_slow')
    await ledgerBecomes(key, 'running 0 - 0')
    child.kill('SIGTERM')

    assert.equal((await answer).body.status, 'captured')
    assert.deepEqual(await child.exited, { code: 0, signal: null })
  })

  it('does not stay for a charge that takes long: its client is told to ask again', async () => {
    const { child, charge, ledgerBecomes } = await spawnProvider({ PROVIDER_SLOW_MS: '60000' })
    const key = randomUUID()
    const answer = charge(key, 'pm_card_slow')
    await ledgerBecomes(key, 'running 0 - 0')
    child.kill('SIGTERM')

    const { status, body } = await answer
    assert.deepEqual([status, body.code], [503, 'unavailable'])
    assert.deepEqual(await child.exited, { code: 0, signal: null })
  })

  it('tells everything that is wrong with its configuration in one line', async () => {
    const lines: string[] = []
    const child = spawnProcess({ PROVIDER_PORT: 'http', PROVIDER_SLOW_MS: '-1' }, (line) => {
      lines.push(line)
    })

    assert.deepEqual(await child.exited, { code: 1, signal: null })
    assert.equal(lines.length, 1)
    const [line = ''] = lines
    for (const name of ['PROVIDER_PORT', 'PROVIDER_DATABASE_URL is missing', 'PROVIDER_SLOW_MS']) {
      assert.ok(line.includes(name), line)
    }
  })
})
