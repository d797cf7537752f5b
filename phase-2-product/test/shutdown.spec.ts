// SIGTERM: what was accepted is answered, what comes later is not accepted.
import assert from 'node:assert/strict'
import { gatherCrowd } from '../../scripts/faults/crowd.ts'
import { until } from '../../scripts/until.ts'
import { givenShop } from './given-shop.ts'

// The shop waits for the card processor for a while, and in vain.
const env = { PAYMENT_TIMEOUT_MS: '3000', PROVIDER_SLOW_MS: '20000' }

describe('ecommerce-service, told to stop during a slow checkout', () => {
  it('answers it first', async () => {
    const shop = await givenShop({ env })
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
  }).timeout(60_000)
})
