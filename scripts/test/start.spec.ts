// npm start. What it does with any shop is tried on the first phase, because that is there soonest.
import assert from 'node:assert/strict'
import { until } from '../until.ts'
import { givenStart, type GivenStart, type Started } from './given-start.ts'

describe('npm start', function () {
  this.timeout(240_000)
  let given: GivenStart
  let shop: Started

  before(async () => {
    given = await givenStart(0)
    shop = given.start()
    await shop.isOpen()
  })
  after(() => given.close())

  const pids = ({ output }: Started) =>
    [...output().matchAll(/^(?:.* )?(\S+): ready after .* pid (\d+)$/gm)].map(([, name, pid]) => ({
      name: name!,
      pid: Number(pid),
    }))
  const orders = () => shop.customer().listOrders()

  it('refuses a second shop at the same port, in one line that names port and variable', async () => {
    const second = given.start()
    assert.equal((await second.exited).code, 1)
    assert.match(second.output(), /^port (\d+) is busy\. .* another: [A-Z_]+_PORT=\d+ npm start$/)
  })

  it('starts what was killed again, and says so', async () => {
    await shop.customer().placeOrder()
    const placed = await orders()
    const [{ name, pid }] = pids(shop).slice(-1) as [{ name: string; pid: number }]
    const before = pids(shop).length
    process.kill(pid, 'SIGKILL')
    await until(
      'it is ready again',
      async () => pids(shop).length,
      (count) => count > before,
    )
    assert.match(shop.output(), new RegExp(`${name}: died \\(SIGKILL\\), to be started again`))
    assert.equal(pids(shop).at(-1)!.name, name)
    assert.deepEqual(await orders(), placed)
  })

  it('stops on SIGTERM and leaves nothing behind but the data', async () => {
    const placed = await orders()
    assert.ok(placed.length > 0)
    shop.kill('SIGTERM')
    assert.equal((await shop.exited).code, 0)
    await given.leavesNothing()
    shop = given.start()
    await shop.isOpen()
    assert.deepEqual(await orders(), placed)
  })

  it('stops on Ctrl-C, even if that arrives several times', async () => {
    for (let times = 0; times < 3; times++) shop.kill('SIGINT')
    assert.equal((await shop.exited).code, 0)
    await given.leavesNothing()
  })

  it('drops the data with --fresh, and leaves nothing even if it is killed', async () => {
    shop = given.start(['0', '--fresh'])
    await shop.isOpen()
    assert.deepEqual(await orders(), [])
    shop.kill('SIGKILL')
    await shop.exited
    await given.leavesNothing()
  })

  it('stops at once if that is wished while it starts', async () => {
    shop = given.start()
    await shop.says('starting')
    shop.kill('SIGINT')
    assert.equal((await shop.exited).code, 130)
    await given.leavesNothing()
  })

  describe('that cannot be', () => {
    const refusals: [string, string[], Record<string, string>, RegExp][] = [
      ['an unknown phase', ['9'], {}, /^no phase "9", there is: 0/],
      ['two phases', ['0', '0'], {}, /^no phase "0 0", there is: 0/],
      ['an unknown option', ['--frsh'], {}, /^Unknown option '--frsh'\. Usage: npm start/],
      ['a port that is none', [], { PROVIDER_PORT: 'x' }, /^PROVIDER_PORT must be a port .* "x"$/],
      ['an unknown way to servers', ['0'], { INFRA: 'magic' }, /INFRA can be .* not "magic"$/],
    ]
    for (const [title, args, env, line] of refusals) {
      it(`because of ${title} is told in one line`, async () => {
        const refused = given.start(args, env)
        assert.equal((await refused.exited).code, 1)
        assert.match(refused.output().split('\n').at(-1)!, line)
      })
    }
  })
})
