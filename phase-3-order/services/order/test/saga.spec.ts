// How sagas go on, by example. What holds for whatever they hear is in saga-properties.spec.ts.
import assert from 'node:assert/strict'
import { advance, effectOf, type Input, type Saga } from '../saga.ts'
import type { SagaKind } from '../saga-steps.ts'

const begun = (kind: SagaKind): Saga => ({ kind, state: 'running', step: 'CREATED', reason: null })
const hear = (saga: Saga, ...heard: Input[]): Saga =>
  heard.reduce((now, input) => advance(now, input) ?? now, saga)

describe('a checkout', () => {
  const start = begun('checkout')
  const paid: Input[] = ['items.reserved', 'stock.held', 'payment.created', 'payment.confirmed']
  const tellsThat = (saga: Saga, state: Saga['state'], reason: Saga['reason'] = null) =>
    assert.deepEqual({ state: saga.state, reason: saga.reason }, { state, reason })

  it('that goes well is completed', () => {
    tellsThat(hear(start, ...paid, 'cart.cleared'), 'completed')
  })

  it('for a cart that has changed fails, and the cart is released all the same', () => {
    const refused = hear(start, 'items.refused')
    assert.equal(effectOf(refused), 'release.items')
    tellsThat(hear(refused, 'items.released'), 'failed', 'cart_changed')
  })

  it('of what is out of stock gives the stock and the cart back, in this order', () => {
    const short = hear(start, 'items.reserved', 'stock.short')
    assert.equal(effectOf(short), 'ReleaseStock')
    const released = hear(short, 'stock.released')
    assert.equal(effectOf(released), 'release.items')
    tellsThat(hear(released, 'items.released'), 'failed', 'out_of_stock')
  })

  it('with a declined card gives everything back', () => {
    const declined = hear(
      start,
      'items.reserved',
      'stock.held',
      'payment.created',
      'payment.failed',
    )
    assert.equal(effectOf(declined), 'RefundPayment')
    const undone = hear(declined, 'payment.refunded', 'stock.released', 'items.released')
    tellsThat(undone, 'failed', 'payment_declined')
  })

  it('that is cancelled while the card is charged makes sure that the money comes back', () => {
    const cancelled = hear(start, 'items.reserved', 'stock.held', 'payment.created', 'cancel')
    assert.equal(effectOf(cancelled), 'RefundPayment')
    assert.equal(advance(cancelled, 'payment.confirmed'), undefined)
    const undone = hear(cancelled, 'payment.refunded', 'stock.released', 'items.released')
    tellsThat(undone, 'cancelled', 'cancelled')
  })

  it('that is cancelled after the card was charged is completed first', () => {
    const charged = hear(start, ...paid)
    assert.equal(advance(charged, 'cancel'), undefined)
    assert.equal(effectOf(charged), 'clear.cart')
  })

  it('that is cancelled before anything was done releases the cart, for the order to reserve is on its way', () => {
    const cancelled = hear(start, 'cancel')
    assert.equal(effectOf(cancelled), 'release.items')
    assert.equal(advance(cancelled, 'items.reserved'), undefined)
  })

  it('that is cancelled while it fails ends as cancelled', () => {
    const short = hear(start, 'items.reserved', 'stock.short', 'cancel')
    assert.equal(effectOf(short), 'ReleaseStock')
    tellsThat(hear(short, 'stock.released', 'items.released'), 'cancelled', 'cancelled')
  })

  it('may hear that the card was charged before it hears that the payment was accepted', () => {
    const charged = hear(start, 'items.reserved', 'stock.held', 'payment.confirmed')
    assert.equal(effectOf(charged), 'clear.cart')
    assert.equal(advance(charged, 'payment.created'), undefined)
  })

  it('that waits too long for stock releases it, because it may be held by now', () => {
    const late = hear(start, 'items.reserved', 'timeout')
    assert.equal(effectOf(late), 'ReleaseStock')
    assert.equal(advance(late, 'stock.held'), undefined)
    tellsThat(hear(late, 'stock.released', 'items.released'), 'failed', 'timed_out')
  })

  it('is never given up once the card was charged', () => {
    assert.equal(advance(hear(start, ...paid), 'timeout'), undefined)
  })
})

describe('the cancellation of a completed order', () => {
  it('refunds, restocks, and cannot be stopped', () => {
    const refund = begun('cancellation')
    assert.equal(effectOf(refund), 'RefundPayment')
    assert.equal(advance(refund, 'timeout'), undefined)
    assert.equal(advance(refund, 'cancel'), undefined)
    const restock = hear(refund, 'payment.refunded')
    assert.equal(effectOf(restock), 'ReleaseStock')
    assert.equal(hear(restock, 'stock.released').state, 'completed')
  })
})
