// kill -9 of those who tell and of the one who counts, where it matters: before and after an event is published, in the
// middle of a batch, and when the numbers are committed, before and after Kafka hears of it. Every sale counts once.
import assert from 'node:assert/strict'
import { audit } from '../../scripts/faults/audit.ts'
import { gatherCrowd, type Crowd, type Customer } from '../../scripts/faults/crowd.ts'
import { openDoom, type Doom, type Moment } from '../../scripts/faults/doom.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { untilReportsAgree } from './given-reports.ts'
import { givenShop } from './given-shop.ts'
import { passTime } from './given-time.ts'

const victims = ['analytics-service', 'ecommerce-service', 'cart-service'] as const
type Victim = (typeof victims)[number]

describe('a sale counts once in the reports', function () {
  this.timeout(120_000)
  const opened = new AsyncDisposableStack()
  let dooms: Record<Victim, Doom>
  let shop: Shop
  let crowd: Crowd

  before(async () => {
    const made = victims.map(async (name) => [name, opened.use(await openDoom())] as const)
    dooms = Object.fromEntries(await Promise.all(made)) as Record<Victim, Doom>
    const envOf = Object.fromEntries(victims.map((name) => [name, dooms[name].env]))
    shop = opened.use(await givenShop({ envOf }))
    crowd = await gatherCrowd(shop.address, 0, { upTo: 100 })
    await buy(await join())
    await untilReportsAgree(shop)
  })
  after(() => opened.disposeAsync())

  const join = async () => [await crowd.join('pm_card_visa'), await crowd.join('pm_card_declined')]
  const buy = (customers: Customer[]) => Promise.all(customers.map(crowd.untilAnswered))

  // Of an insert into the inbox it is the third: then two events of the batch are in its transaction already.
  const effects: [Victim, string, RegExp, number][] = [
    [
      'analytics-service',
      'writes down that it has had an event',
      /^loop sql insert into "inbox"/,
      3,
    ],
    ['analytics-service', 'tells Kafka that it has read', /^loop commit offsets/, 1],
    ['ecommerce-service', 'publishes an event of an order', /^loop publish \S*shop\.orders/, 2],
    ['cart-service', 'publishes an event of a cart', /^loop publish \S*shop\.carts/, 1],
  ]
  for (const [victim, words, { source: of }, at] of effects) {
    for (const moment of ['before', 'after'] satisfies Moment[]) {
      it(`when ${victim} is killed ${moment} it ${words}`, async () => {
        const customers = await join()
        dooms[victim].arm({ moment, at, of })
        const bought = buy(customers)
        await until('it is killed', async () => dooms[victim].hasStruck(), Boolean)
        await shop.kill(victim)
        await shop.start(victim)
        await bought
        await passTime(shop)
        await crowd.waitUntilFinal()
        for (const customer of crowd.customers) await crowd.untilFree(customer)
        await untilReportsAgree(shop)
      })
    }
  }

  it('and nothing else is lost', async () => {
    assert.equal(crowd.customers.length, 2 + effects.length * 2 * 2)
    await audit(crowd, shop)
  })
})
