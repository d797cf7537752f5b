// SIGTERM: what was accepted is answered, what comes later is not accepted.
import assert from 'node:assert/strict'
import { gatherCrowd } from '../../scripts/faults/crowd.ts'
import { startServers } from '../../scripts/infra/infra.ts'
import { until } from '../../scripts/until.ts'
import { startShop } from '../../scripts/shop.ts'

const env = { AUTH_SCRYPT_LOG2_COST: '12', LOG_LEVEL: 'warn' }

describe('ecommerce-service, told to stop during a slow checkout', () => {
  it('answers it first', async () => {
    await using servers = await startServers(['postgres'])
    const shop = await startShop({ phase: 1, servers, ports: 'free', env })
    try {
      const crowd = await gatherCrowd(shop.address, 1)
      const [customer] = crowd.customers
      customer!.paymentMethod = 'pm_card_slow'
      const lost = crowd.checkOutAll()
      const listOrders = () => crowd.listOrders(customer!)
      await until('the order is placed', listOrders, ({ items }) => items.length === 1)

      await shop[Symbol.asyncDispose]()
      assert.equal(await lost, 0, 'the customer had no answer')
      assert.equal(customer!.order?.status, 'pending')
      await assert.rejects(crowd.listProducts(), /fetch failed/)
    } finally {
      await shop[Symbol.asyncDispose]()
    }
  }).timeout(30_000)
})
