// The timeline: an order's story, told to its customer.
import assert from 'node:assert/strict'
import { aProduct } from './catalogue.ts'
import { newCustomer, type Customer } from './customer.ts'
import type { Order } from './types.ts'
import { until } from '../until.ts'

describe('the timeline', function () {
  this.timeout('120s')

  it('of a completed order begins with the order and ends with the payment', async () => {
    const ada = await newCustomer()
    const order = await ada.buy([await aProduct(), 1])
    await assertTells(ada, order, ['order.placed', 'order.completed'])
  })

  it('of a failed order says that it failed', async () => {
    const ada = await newCustomer()
    await ada.put(await aProduct(), 1)
    const order = await ada.settled(await ada.checkout('pm_card_declined'))
    await assertTells(ada, order, ['order.placed', 'order.failed'])
  })

  it('of a cancelled order tells all of it, once, however often it was cancelled', async () => {
    const ada = await newCustomer()
    const order = await ada.buy([await aProduct(), 1])
    await Promise.all([ada.cancel(order), ada.cancel(order), ada.cancel(order)])
    await ada.cancel(order)
    const story = ['order.placed', 'order.completed', 'order.cancel_requested', 'order.cancelled']
    await assertTells(ada, order, story)
  })
})

async function assertTells(customer: Customer, order: Order, story: string[]) {
  const read = () => customer.getTimeline(order)
  const timeline = await until('all is told', read, ({ length }) => length >= story.length)
  assert.deepEqual(
    timeline.map(({ type }) => type),
    story,
  )
  const times = timeline.map(({ at }) => Date.parse(at))
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  )
}
