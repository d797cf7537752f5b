// kill -9 in the middle of a rush: what was promised is kept, and nothing is lost or invented.
import assert from 'node:assert/strict'
import { audit } from '../../scripts/faults/audit.ts'
import { gatherCrowd } from '../../scripts/faults/crowd.ts'
import { type Doom, openDoom } from '../../scripts/faults/doom.ts'
import { until } from '../../scripts/until.ts'
import { givenShop } from './given-shop.ts'
import { passTime } from './given-time.ts'

const size = 60

describe('every service, killed in the middle of 60 checkouts and started again', () => {
  it('leaves stock, money, carts and reports whole, and charges nobody twice', async () => {
    await using cart = await openDoom()
    await using product = await openDoom()
    const envOf = { 'cart-service': cart.env, 'product-service': product.env }
    await using shop = await givenShop({ envOf })
    const crowd = await gatherCrowd(shop.address, size)

    const crash = (name: string) => shop.kill(name).then(() => shop.start(name))
    async function crashWhenStruck(name: string, doom: Doom) {
      await until(`${name} dies`, async () => doom.hasStruck(), Boolean)
      await crash(name)
    }
    // Each checkout needs three answers of cart-service: this is when most of them are in the middle.
    cart.arm({ moment: 'after', at: 1.5 * size, of: 'answer' })
    product.arm({ moment: 'after', at: size / 6, of: 'HoldStock answer' })
    const crashes = [
      crashWhenStruck('cart-service', cart),
      crashWhenStruck('product-service', product),
    ]
    let answers = 0
    const lost = await crowd.checkOutAll(() => {
      answers += 1
      if (answers === size / 4) crashes.push(crash('analytics-service'))
      if (answers === size / 2) crashes.push(crash('ecommerce-service'))
    })
    await Promise.all(crashes)
    assert.ok(lost > 0, 'the crashes came too late to interrupt anybody')

    assert.equal(await crowd.checkOutAll(), 0, 'customers who ask again with their key')
    await passTime(shop)
    await crowd.waitUntilFinal()
    await audit(crowd, shop)
  }).timeout(180_000)
})
