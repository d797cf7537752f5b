// kill -9 in the middle of a rush: what was promised is kept, and nothing is lost or invented.
import assert from 'node:assert/strict'
import { audit, readPast } from '../../scripts/faults/audit.ts'
import { gatherCrowd } from '../../scripts/faults/crowd.ts'
import type { Verdict } from '../../scripts/faults/doom.ts'
import { until } from '../../scripts/until.ts'
import { doomedShop, type Victim } from './given-doomed-shop.ts'
import { passTime } from './given-time.ts'

const size = 40
/** Commands to carts in one statement: cart-service has no more in its hands. */
const mostTogether = 10
/** A rush takes its time on a busy machine. */
const patienceMs = 120_000

describe('every service of a checkout, killed in the middle of 40 checkouts and started again', () => {
  it('leaves stock, money, carts and reports whole, and charges nobody twice', async () => {
    const shop = await doomedShop()
    const crowd = await gatherCrowd(shop.address, size)
    const past = await readPast(crowd, shop)

    const crash = (name: Victim) => shop.kill(name).then(() => shop.start(name))
    async function crashWhenStruck(name: Victim) {
      await until(`${name} dies`, async () => shop.dooms[name].hasStruck(), Boolean, patienceMs)
      await crash(name)
    }
    const ends: Partial<Record<Victim, Verdict>> = {
      'order-service': { moment: 'after', at: size / 2, of: '^POST /orders sql with claimed' },
      'cart-service': {
        moment: 'after',
        at: size / mostTogether,
        of: '^reserve.items sql with seen',
      },
      'product-service': { moment: 'after', at: size / 5, of: 'HoldStock answer' },
      'payment-service': { moment: 'before', at: size / 4, of: '^loop ask POST /charges' },
    }
    const crashes = Object.entries(ends).map(([name, verdict]) => {
      shop.dooms[name as Victim].arm(verdict)
      return crashWhenStruck(name as Victim)
    })
    let answers = 0
    const lost = await crowd.checkOutAll(() => {
      answers += 1
      if (answers === size / 4) crashes.push(crash('analytics-service'), crash('order-projector'))
    })
    // Whoever has not died yet does so while the others ask again.
    let areOver = false
    const crashed = Promise.all(crashes).finally(() => (areOver = true))
    await until('all have crashed', crowd.checkOutAll, () => areOver, patienceMs)
    await crashed
    assert.ok(lost > 0, 'the crashes came too late to interrupt anybody')

    assert.equal(await crowd.checkOutAll(), 0, 'customers who ask again with their key')
    await passTime(shop)
    await crowd.waitUntilFinal()
    await audit(crowd, shop, past)
  }).timeout(300_000)
})
