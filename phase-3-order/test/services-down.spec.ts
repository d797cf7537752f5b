// Each process is away for a moment, one after another, while customers check out. npm run outage does so for half a
// minute each, in every phase.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { audit, type Past, readPast } from '../../scripts/faults/audit.ts'
import { type Crowd, gatherCrowd } from '../../scripts/faults/crowd.ts'
import { getPhase } from '../../scripts/phases.ts'
import { type DoomedShop, doomedShop } from './given-doomed-shop.ts'

const names = getPhase(3).processes.map(({ name }) => name)
/** Of each outage. */
const size = 4
const everyMs = 400
const finalWithinMs = 30_000

describe('a shop of which a process is away', function () {
  this.timeout(120_000)
  let shop: DoomedShop
  let crowd: Crowd
  let past: Past

  before(async () => {
    shop = await doomedShop()
    crowd = await gatherCrowd(shop.address, size * names.length)
    past = await readPast(crowd, shop)
    for (const customer of crowd.customers) customer.paymentMethod = 'pm_card_visa'
  })

  for (const [turn, name] of names.entries()) {
    it(`brings every order to its end within 30 s after ${name} is back`, async () => {
      const customers = crowd.customers.slice(turn * size, (turn + 1) * size)
      await shop.kill(name)
      await Promise.all(
        customers.map(async (customer, place) => {
          await sleep(place * everyMs)
          await crowd.checkOut(customer).catch(() => {}) // perhaps there is nobody to ask
        }),
      )
      await shop.start(name)
      const backAt = performance.now()
      await Promise.all(
        customers.map(async (customer) => {
          if (!customer.order) await crowd.untilAnswered(customer)
          await crowd.untilFinal(customer)
        }),
      )
      const ms = performance.now() - backAt
      assert.ok(ms < finalWithinMs, `it took ${ms} ms`)
      for (const { order } of customers) assert.equal(order!.status, 'completed')
    })
  }

  it('is left whole', () => audit(crowd, shop, past))
})
