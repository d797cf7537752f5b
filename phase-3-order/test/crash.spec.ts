// kill -9 in the middle of a rush: what was promised is kept, and nothing is lost or invented.
import assert from 'node:assert/strict'
import { audit, readPast } from '../../scripts/faults/audit.ts'
import { gatherCrowd } from '../../scripts/faults/crowd.ts'
import { until } from '../../scripts/until.ts'
import { doomedShop } from './given-doomed-shop.ts'
import type { Victim } from './given-shop.ts'
import { passTime } from './given-time.ts'

const size = 40
/** A rush takes its time on a busy machine. */
const patienceMs = 120_000

describe('every service, killed in the middle of 40 checkouts and started again', () => {
  it('leaves stock, money, carts and reports whole, and charges nobody twice', async () => {
    const shop = await doomedShop()
    const crowd = await gatherCrowd(shop.address, size)
    const past = await readPast(crowd, shop)

    const crash = (name: Victim) => shop.kill(name).then(() => shop.start(name))
    async function crashWhenStruck(name: Victim) {
      await until(`${name} dies`, async () => shop.dooms[name].hasStruck(), Boolean, patienceMs)
      await crash(name)
    }
    // Each checkout needs three answers of cart-service: this is when most of them are in the middle.
    shop.dooms['cart-service'].arm({ moment: 'after', at: 1.5 * size, of: 'answer' })
    shop.dooms['product-service'].arm({ moment: 'after', at: size / 5, of: 'HoldStock answer' })
    const crashes = [crashWhenStruck('cart-service'), crashWhenStruck('product-service')]
    let answers = 0
    const lost = await crowd.checkOutAll(() => {
      answers += 1
      if (answers === size / 4) crashes.push(crash('analytics-service'))
      if (answers === size / 2) crashes.push(crash('ecommerce-service'))
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
