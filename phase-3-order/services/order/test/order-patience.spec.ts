// A checkout that waits while all answers take long: to ask again would only make the queues longer.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { until } from '../../../../scripts/until.ts'
import { givenOrders, type GivenOrders } from './given-order.ts'

describe('a checkout while answers take long', () => {
  let shop: GivenOrders
  before(async () => (shop = await givenOrders()))
  after(() => shop.close())

  async function promise(): Promise<string> {
    const productId = await shop.product(5, 800)
    const userId = await shop.customerWith({ productId, quantity: 2 })
    const wanted = { idempotencyKey: uuidv7(), paymentMethod: 'pm_card_visa' } as const
    return (await shop.promises.placeOrder(userId, wanted)).id
  }
  const sagaOf = (id: string) => shop.db('sagas').where({ id })
  const waitFor = (id: string, seconds: number) =>
    sagaOf(id).update({
      due_at: shop.db.fn.now(),
      updated_at: shop.db.raw(`now() - ? * interval '1 second'`, [seconds]),
    })
  /** How often it is asked for again. */
  async function lookAgain() {
    const repeats = () => shop.counted('saga_steps_total', { outcome: 'repeated' })
    const before = await repeats()
    await shop.runner.resumeDue()
    await shop.runner.finishWork()
    return (await repeats()) - before
  }

  it('is not asked for again before it has waited for twice as long as the others', async () => {
    shop.commandWire.trouble({ unreachable: ['deliver'] })
    const first = await promise()
    await waitFor(first, 80)
    shop.commandWire.calm()
    const stateOf = async () => (await sagaOf(first).first<{ state: string }>()).state
    await until('the first is over', stateOf, (state) => state === 'completed')

    shop.commandWire.trouble({ unreachable: ['deliver'] })
    const second = await promise()
    await waitFor(second, 1)
    assert.equal(await lookAgain(), 0)
    await waitFor(second, 60)
    assert.equal(await lookAgain(), 1)
  })
})
