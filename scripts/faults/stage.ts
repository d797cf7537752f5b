// Where the cells are played: a shop whose services die when they are told to, and one customer after another, each with
// a story in which one of them does. What was killed is started again, time passes, and all is as if nothing had
// happened.
import assert from 'node:assert/strict'
import { makeAsker } from '../caller.ts'
import type { Shop } from '../shop.ts'
import { until } from '../until.ts'
import { audit, readPast } from './audit.ts'
import type { Cell, Participant, Story } from './cells.ts'
import { type Customer, gatherCrowd } from './crowd.ts'
import type { Doom } from './doom.ts'
import { query } from './query.ts'
import { passTime } from './time.ts'

export type Stage = {
  /** Rejects when the cell is not survived, and when nobody came to the effect. */
  play(cell: Cell): Promise<void>
  /** Rejects when the shop is not whole after all of it. */
  check(): Promise<void>
}
type Stages = { shop: Shop; dooms: Record<Participant, Doom>; upTo: number }

const cards: Record<Story, string> = {
  completed: 'pm_card_visa',
  out_of_stock: 'pm_card_visa',
  declined: 'pm_card_declined',
  cancelled_early: 'pm_card_slow',
  cancelled_late: 'pm_card_visa',
}
const cancelled = { status: 'cancelled', failureReason: null }
const ends: Record<Story, { status: string; failureReason: string | null }> = {
  completed: { status: 'completed', failureReason: null },
  out_of_stock: { status: 'failed', failureReason: 'out_of_stock' },
  declined: { status: 'failed', failureReason: 'payment_declined' },
  cancelled_early: cancelled,
  cancelled_late: cancelled,
}

export async function openStage({ shop, dooms, upTo }: Stages): Promise<Stage> {
  const crowd = await gatherCrowd(shop.address, 0, { upTo })
  const past = await readPast(crowd, shop)
  const productdb = shop.databaseUrls['productdb']!
  /** The last one of it is sold to somebody else whenever a story wants that. */
  const scarce = crowd.stockBefore.findLast(({ stock }) => stock > 0 && stock < upTo)!
  const setStock = (stock: number) =>
    query(productdb, `update products set stock = ${stock} where id = '${scarce.id}'`)

  async function play(cell: Cell) {
    const { story } = cell
    const customer = await crowd.join(cards[story])
    if (story === 'out_of_stock') await makeScarce(customer)
    try {
      await survive(cell, customer)
    } finally {
      if (story === 'out_of_stock') await setStock(scarce.stock)
    }
  }

  async function survive({ story, participant, effect: of, at, moment }: Cell, customer: Customer) {
    const { items: wished } = await crowd.getCart(customer)
    const isCancelled = ends[story] === cancelled
    if (isCancelled) await comeToCancel(customer, story)

    const doom = dooms[participant]
    doom.arm({ moment, at, of })
    const told = (isCancelled ? crowd.cancel(customer) : crowd.checkOut(customer)).catch(
      () => undefined,
    )
    try {
      const what = `${participant} is killed ${moment} ${of} (${at})`
      await until(what, async () => doom.hasStruck(), Boolean)
    } finally {
      doom.disarm()
    }
    await shop.kill(participant)
    await shop.start(participant)
    const answer = await told
    const promised = customer.order?.id
    await passTime(shop)

    await crowd.untilAnswered(customer)
    if (promised) assert.equal(customer.order!.id, promised)
    if (isCancelled && answer !== true) {
      await until('it is cancelled', () => crowd.cancel(customer), Boolean)
    }
    const { id, status, failureReason, totalCents } = await crowd.untilFinal(customer)
    assert.deepEqual({ status, failureReason }, ends[story])
    const { items } = await crowd.untilFree(customer)
    assert.deepEqual(items, (await wasBought(id)) ? [] : wished)
    assert.equal(await keptOf(id), status === 'completed' ? totalCents : 0)
  }

  /** It was there when it came into the cart. */
  async function makeScarce({ token }: Customer) {
    const path = `/cart/items/${scarce.id}`
    const { ok } = await makeAsker(shop.address)('PUT', path, { token, body: { quantity: 1 } })
    assert.ok(ok)
    await setStock(0)
  }

  /** Early: the card is being asked. Late: everything is over. */
  async function comeToCancel(customer: Customer, story: Story) {
    await crowd.untilAnswered(customer)
    if (story === 'cancelled_late') {
      await crowd.untilFinal(customer)
    } else {
      const reached = `select step from sagas where id = '${customer.order!.id}'`
      const step = async () => (await query(shop.databaseUrls['orderdb']!, reached))[0]?.['step']
      await until('the payment is promised', step, (name) => name === 'PAYMENT_CREATED')
    }
  }

  /** Also if it was given back later. */
  async function wasBought(orderId: string): Promise<boolean> {
    const sold = `select from order_history where order_id = '${orderId}' and type = 'order.completed'`
    return (await query(shop.databaseUrls['orderdb']!, sold)).length > 0
  }

  async function keptOf(orderId: string): Promise<number> {
    const response = await fetch(`${shop.providerAddress}/ledger?key=${orderId}`)
    type Entry = { capturedCents: number; refundedCents: number }
    const { items } = (await response.json()) as { items: Entry[] }
    return items.reduce((kept, entry) => kept + entry.capturedCents - entry.refundedCents, 0)
  }

  return { play, check: () => audit(crowd, shop, past) }
}
