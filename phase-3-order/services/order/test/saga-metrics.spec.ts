// What is counted of a saga on its way: each step that is done, and each that is undone, however it ends.
import assert from 'node:assert/strict'
import { Registry } from 'prom-client'
import { advance, type Input, type Saga } from '../saga.ts'
import { makeSagaMetrics } from '../saga-metrics.ts'

const begun: Saga = { kind: 'checkout', state: 'running', step: 'CREATED', reason: null }

/** Such as "CREATED undone", in this order. */
async function countedAfter(...heard: Input[]): Promise<string[]> {
  const registry = new Registry()
  const metrics = makeSagaMetrics(registry)
  let saga = begun
  for (const input of heard) {
    const next = advance(saga, input)!
    metrics.moved(next, { waitedMs: 0, ageMs: 0 })
    saga = next
  }
  const { values } = await registry.getSingleMetric('saga_steps_total')!.get()
  return values.map(({ labels }) => `${labels['step']} ${labels['outcome']}`)
}

describe('the metrics of a saga', () => {
  it('have its steps as done when it goes well', async () => {
    const heard = ['items.reserved', 'stock.held', 'payment.confirmed', 'cart.cleared'] as const
    const steps = ['ITEMS_RESERVED', 'STOCK_VALIDATED', 'PAYMENT_CONFIRMED', 'COMPLETED']
    assert.deepEqual(
      await countedAfter(...heard),
      steps.map((step) => `${step} done`),
    )
  })

  const ends: [string, Input][] = [
    ['fails', 'items.refused'],
    ['takes too long', 'timeout'],
    ['is cancelled', 'cancel'],
  ]
  for (const [how, input] of ends) {
    it(`have them as undone when it ${how}`, async () => {
      const counted = await countedAfter(input, 'items.released')
      assert.deepEqual(counted, ['ITEMS_RESERVED undone', 'CREATED undone'])
    })
  }
})
