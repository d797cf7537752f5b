// kill -9 of those who tell, of the one who counts and of the one who keeps the stories, where it matters: when an event
// is published, in the middle of a batch, and when what it comes to is committed. Every sale counts once.
import assert from 'node:assert/strict'
import { audit, type Past, readPast } from '../../scripts/faults/audit.ts'
import { gatherCrowd, type Crowd, type Customer } from '../../scripts/faults/crowd.ts'
import type { Moment } from '../../scripts/faults/doom.ts'
import { until } from '../../scripts/until.ts'
import { type DoomedShop, doomedShop, type Victim } from './given-doomed-shop.ts'
import { passTime, untilStill } from './given-time.ts'

describe('a sale counts once in the reports, and is told once in its story,', function () {
  this.timeout(180_000)
  let shop: DoomedShop
  let crowd: Crowd
  let past: Past

  before(async () => {
    shop = await doomedShop()
    crowd = await gatherCrowd(shop.address, 0, { upTo: 100 })
    past = await readPast(crowd, shop)
    await buy(await join())
    await untilStill(shop)
  })

  const join = async () => [await crowd.join('pm_card_visa'), await crowd.join('pm_card_declined')]
  const buy = (customers: Customer[]) => Promise.all(customers.map(crowd.untilAnswered))

  // The inbox comes first in the transaction of a batch: after it, its events are known and not counted.
  const effects: [Victim, Moment, string, RegExp, number][] = [
    [
      'analytics-service',
      'after',
      'writes down which events it has had',
      /^loop sql insert into inbox/,
      1,
    ],
    ['analytics-service', 'before', 'tells Kafka that it has read', /^loop commit offsets/, 1],
    ['order-projector', 'before', 'keeps what it has read', /^loop sql commit/, 1],
    ['order-projector', 'after', 'keeps what it has read', /^loop sql commit/, 1],
    [
      'order-service',
      'after',
      'publishes an event of an order',
      /^loop publish \S*shop\.orders/,
      2,
    ],
    ['cart-service', 'after', 'publishes an event of a cart', /^loop publish \S*shop\.carts/, 1],
  ]
  for (const [victim, moment, words, { source: of }, at] of effects) {
    it(`when ${victim} is killed ${moment} it ${words}`, async () => {
      const customers = await join()
      const doom = shop.dooms[victim]
      doom.arm({ moment, at, of })
      const bought = buy(customers)
      await until('it is killed', async () => doom.hasStruck(), Boolean)
      await shop.kill(victim)
      await shop.start(victim)
      await bought
      await passTime(shop)
      await crowd.waitUntilFinal()
      for (const customer of customers) {
        await crowd.untilFree(customer)
        await crowd.untilTold(customer, customer.order!)
      }
      await untilStill(shop)
    })
  }

  it('and nothing else is lost', async () => {
    assert.equal(crowd.customers.length, 2 + effects.length * 2)
    await audit(crowd, shop, past)
  })
})
