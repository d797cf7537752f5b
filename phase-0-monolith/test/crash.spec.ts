// kill -9 in the middle of a rush: what was promised is kept, and nothing is lost or invented.
import assert from 'node:assert/strict'
import { audit } from '../../scripts/faults/audit.ts'
import { gatherCrowd } from '../../scripts/faults/crowd.ts'
import { startServers } from '../../scripts/infra/infra.ts'
import { startShop } from '../../scripts/shop.ts'

const size = 100
const env = {
  AUTH_SCRYPT_LOG2_COST: '12',
  AUTH_REGISTRATIONS_PER_MINUTE: '100000',
  PROVIDER_SLOW_MS: '4000',
  LOG_LEVEL: 'warn',
}

describe('ecommerce-service, killed in the middle of 100 checkouts and started again', () => {
  it('leaves stock, money and carts whole, and charges nobody twice', async () => {
    await using servers = await startServers(['postgres'])
    await using shop = await startShop({ phase: 0, servers, ports: 'free', env })
    const crowd = await gatherCrowd(shop.address, size)

    let answers = 0
    let killed: Promise<void> | undefined
    const lost = await crowd.checkOutAll(() => {
      if (++answers === size / 5) killed = shop.kill('ecommerce-service')
    })
    await killed
    assert.ok(lost > 0, 'the crash came too late to interrupt anybody')

    await shop.start('ecommerce-service')
    assert.equal(await crowd.checkOutAll(), 0, 'customers who ask again with their key')
    await crowd.waitUntilFinal()
    await audit(crowd, shop)
  }).timeout(180_000)
})
