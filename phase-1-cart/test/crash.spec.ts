// kill -9 in the middle of a rush: what was promised is kept, and nothing is lost or invented.
import assert from 'node:assert/strict'
import { audit } from '../../scripts/faults/audit.ts'
import { gatherCrowd } from '../../scripts/faults/crowd.ts'
import { openDoom } from '../../scripts/faults/doom.ts'
import { startServers } from '../../scripts/infra/infra.ts'
import { startShop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { passTime } from './given-time.ts'

const size = 60
const env = {
  AUTH_SCRYPT_LOG2_COST: '12',
  AUTH_REGISTRATIONS_PER_MINUTE: '100000',
  PAYMENT_TIMEOUT_MS: '1000',
  PROVIDER_SLOW_MS: '1500',
  LOG_LEVEL: 'warn',
}

describe('cart-service and ecommerce-service, killed in the middle of 60 checkouts and started again', () => {
  it('leave stock, money and carts whole, and charge nobody twice', async () => {
    await using servers = await startServers(['postgres'])
    await using doom = await openDoom()
    const envOf = { 'cart-service': doom.env }
    await using shop = await startShop({ phase: 1, servers, ports: 'free', env, envOf })
    const crowd = await gatherCrowd(shop.address, size)

    const crash = (name: string) => shop.kill(name).then(() => shop.start(name))
    // Each checkout needs three answers of cart-service: this is when most of them are in the middle.
    doom.arm({ moment: 'after', at: 1.5 * size, of: 'answer' })
    const crashes = [
      until('cart-service dies', async () => doom.hasStruck(), Boolean).then(() =>
        crash('cart-service'),
      ),
    ]
    let answers = 0
    const lost = await crowd.checkOutAll(() => {
      if (++answers === size / 2) crashes.push(crash('ecommerce-service'))
    })
    await Promise.all(crashes)
    assert.ok(lost > 0, 'the crash came too late to interrupt anybody')

    assert.equal(await crowd.checkOutAll(), 0, 'customers who ask again with their key')
    await passTime(shop)
    await crowd.waitUntilFinal()
    await audit(crowd, shop)
  }).timeout(180_000)
})
