// SIGTERM: what was accepted is answered, what comes later is not accepted.
import assert from 'node:assert/strict'
import { makeAsker } from '../../scripts/caller.ts'
import { gatherCrowd } from '../../scripts/faults/crowd.ts'
import { until } from '../../scripts/until.ts'
import { takeSharedShop } from './given-shared-shop.ts'

describe('ecommerce-service, told to stop during a slow checkout', () => {
  it('answers it first', async () => {
    const shop = await takeSharedShop()
    try {
      const crowd = await gatherCrowd(shop.address, 1)
      const [customer] = crowd.customers
      // It waits for the card processor for three seconds, and in vain.
      const behaviour = { body: { latencyMs: 20_000 } }
      await makeAsker(shop.providerAddress)('PUT', '/behaviour', behaviour)
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
  }).timeout(60_000)
})
