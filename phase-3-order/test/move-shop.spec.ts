// An existing shop goes on: the accounts, orders and payments of phase 2 are those of phase 3, whatever dies on the way.
import assert from 'node:assert/strict'
import type { Knex } from 'knex'
import { v7 as uuidv7 } from 'uuid'
import { moveShop, type Owners } from '../move-shop.ts'
import { openDatabase } from '../shared/database.ts'
import { makeDoom, openDoomedDatabase } from './given-doom.ts'
import { givenOlderShop, lastTold, type OlderShop, type OrderName } from './given-older-shop.ts'

const running = (step: string) => ({ kind: 'checkout', state: 'running', step, reason: null })
const undoing = (reason: string) => ({
  kind: 'checkout',
  state: 'compensating',
  step: 'PAYMENT_CREATED',
  reason,
})
const over = (state: string, step: string, reason: string | null = null) => ({
  kind: 'checkout',
  state,
  step,
  reason,
})

describe('moving what is left of the monolith to those who own it', function () {
  this.timeout(60_000)
  let shop: OlderShop
  let given: Awaited<ReturnType<OlderShop['begin']>>
  before(async () => (shop = await givenOlderShop()))
  after(() => shop.close())

  const owners = (): Owners => ({
    auth: shop.auth.db,
    order: shop.order.db,
    payment: shop.payment.db,
    product: shop.product.db,
  })
  const move = () => moveShop(shop.old.db, owners())

  /** As text: nothing of it is lost on the way into JavaScript. */
  const textOf = async (db: Knex, table: string, order: string, columns = '*') => {
    const sql = `select row(t)::text as row from (select ${columns} from ${table} order by ${order}) t`
    return (await db.raw<{ rows: { row: string }[] }>(sql)).rows.map(({ row }) => row)
  }
  const sagas = async (name: OrderName): Promise<object[]> =>
    shop.order
      .db('sagas')
      .select('kind', 'state', 'step', 'reason')
      .where({ order_id: given.orders[name] })
      .orderBy('kind')
  const paymentOf = (name: OrderName) =>
    shop.payment.db('payments').where({ order_id: given.orders[name] }).first()
  const hasOld = () => shop.old.db.schema.hasTable('orders')

  const same: [owner: 'auth' | 'order' | 'payment', table: string, key: string, columns: string][] =
    [
      ['auth', 'users', 'id', 'id, email, password_hash, role, created_at'],
      ['auth', 'signing_keys', 'id', '*'],
      [
        'order',
        'orders',
        'id',
        'id, user_id, status, total_cents, currency, placed_at, updated_at',
      ],
      ['order', 'order_lines', 'order_id', '*'],
      ['order', 'order_history', 'id', '*'],
      ['order', 'idempotency_keys', 'key', '*'],
    ]
  const read = (dbOf: (owner: 'auth' | 'order' | 'payment') => Knex) =>
    Promise.all(same.map(([owner, ...rest]) => textOf(dbOf(owner), ...rest)))
  const readOld = () => read(() => shop.old.db)
  const readNew = () => read((owner) => shop[owner].db)

  describe('when it has been done', () => {
    let old: string[][]
    let moved: number
    before(async () => {
      given = await shop.begin()
      old = await readOld()
      moved = await move()
    })

    it('has brought accounts, keys and orders as they were, and the old tables are gone', async () => {
      assert.deepEqual(await readNew(), old)
      assert.ok(old.every(({ length }) => length > 0))
      assert.ok(moved > old.flat().length)
      assert.equal(await hasOld(), false)
    })

    it('has kept what the customer knows, not what a new demonstration was given', async () => {
      const found = await shop.auth.db('users').where({ email: 'demo@shop.example' })
      assert.deepEqual(
        found.map(({ id, password_hash }) => [id, password_hash]),
        [[given.userId, 'mine']],
      )
    })

    const expected: Record<OrderName, object[]> = {
      completed: [over('completed', 'COMPLETED')],
      failed: [over('failed', 'CREATED', 'payment_declined')],
      sold_out: [over('failed', 'CREATED', 'out_of_stock')],
      cancelled: [over('cancelled', 'CREATED', 'cancelled')],
      placed: [running('CREATED')],
      reserved: [running('ITEMS_RESERVED')],
      held: [running('STOCK_VALIDATED')],
      charged: [running('STOCK_VALIDATED')],
      failing: [undoing('timed_out')],
      held_in_phase_1: [undoing('timed_out')],
      cancelling: [undoing('cancelled')],
      going_back: [{ ...running('CREATED'), kind: 'cancellation' }, over('completed', 'COMPLETED')],
    }
    for (const [name, wanted] of Object.entries(expected)) {
      it(`goes on with an order that was ${name.replaceAll('_', ' ')}`, async () => {
        assert.deepEqual(await sagas(name as OrderName), wanted)
      })
    }

    it('has a saga under the id of its order for each checkout, and looks at the open ones at once', async () => {
      const checkouts = await shop.order.db('sagas').where({ kind: 'checkout' })
      assert.ok(checkouts.every(({ id, order_id }) => id === order_id))
      const due = await shop.order.db('sagas').where('due_at', '<=', shop.order.db.fn.now())
      assert.equal(due.length, 8)
      const patient = due.filter(({ deadline_at }) => deadline_at).map(({ step }) => step as string)
      assert.deepEqual(patient.toSorted(), [
        'CREATED',
        'ITEMS_RESERVED',
        'STOCK_VALIDATED',
        'STOCK_VALIDATED',
      ])
    })

    it('charges whoever was about to be charged, and nobody else', async () => {
      const due = await shop.payment
        .db('payments')
        .where({ status: 'created', refund_asked_at: null })
      assert.deepEqual(
        due.map(({ order_id }) => order_id),
        [given.orders.held],
      )
      for (const name of ['failing', 'held_in_phase_1', 'cancelling'] as const) {
        const { status, refund_asked_at } = await paymentOf(name)
        assert.ok(status === 'created' && refund_asked_at, name)
      }
      for (const name of ['placed', 'reserved', 'sold_out'] as const) {
        assert.equal(await paymentOf(name), undefined, name) // its saga promises it when its turn comes
      }
    })

    it('knows what was charged and paid back before', async () => {
      const statuses = { completed: 'captured', failed: 'declined', cancelled: 'refunded' }
      for (const [name, status] of Object.entries({ ...statuses, charged: 'captured' })) {
        const { refund_asked_at, ...found } = await paymentOf(name as OrderName)
        assert.deepEqual([found.status, found.amount_cents, refund_asked_at], [status, 1800, null])
      }
    })

    it('remembers with which card an order is to be paid', async () => {
      const unpaid = await shop.order.db('orders').whereNull('payment_method')
      assert.deepEqual(
        unpaid.map(({ id }) => id),
        [given.orders.sold_out],
      )
    })

    it('tells why an order has failed, and nothing of one that may still do', async () => {
      const failed = await shop.order.db('orders').whereNotNull('failure_reason').orderBy('id')
      assert.deepEqual(
        failed.map(({ id, failure_reason }) => [id, failure_reason]),
        [
          [given.orders.failed, 'payment_declined'],
          [given.orders.sold_out, 'out_of_stock'],
        ],
      )
    })

    it('tells the events that were not told yet, and gives later ones higher numbers', async () => {
      const events = await shop.order
        .db('outbox')
        .where({ destination: 'shop.orders' })
        .orderBy('id')
      assert.deepEqual(
        events.map(({ id, key, type, payload }) => [id, key, type, payload.subject]),
        [
          [lastTold + 1, given.orders.completed, 'order.completed', given.orders.completed],
          [lastTold + 5, given.orders.failed, 'order.failed', given.orders.failed],
        ],
      )
      const trx = { destination: 'shop.orders', key: 'k', type: 't', due_at: new Date() }
      const [next] = await shop.order.db('outbox').insert(trx).returning('id')
      assert.ok(next.id > lastTold + 5)
      const history = { order_id: given.orders.held, type: 'order.completed', detail: '' }
      const [entry] = await shop.order.db('order_history').insert(history).returning('id')
      assert.ok(entry.id > old[4]!.length)
    })

    it('sends commands to the carts that were not told yet', async () => {
      const commands = await shop.order
        .db('outbox')
        .where({ destination: 'shop.commands' })
        .orderBy('id')
      assert.deepEqual(
        commands.map(({ key, type, payload }) => [
          key,
          type,
          payload.routingKey,
          payload.message.data,
        ]),
        [
          [
            given.orders.completed,
            'clear.cart',
            'cart.commands',
            { orderId: given.orders.completed },
          ],
          [given.orders.failed, 'release.items', 'cart.commands', { orderId: given.orders.failed }],
        ],
      )
    })

    it('has given the stock back that was to be given back', async () => {
      const { stock } = await shop.product.db('products').where({ id: given.mug }).first()
      assert.equal(stock, 10)
    })

    it('does nothing the second time', async () => {
      assert.equal(await move(), 0)
    })
  })

  it('is done once where two come at the same moment', async () => {
    given = await shop.begin()
    const old = await readOld()
    const both = await Promise.all([move(), move()])
    assert.deepEqual(both.filter((moved) => moved === 0).length, 1)
    assert.deepEqual(await readNew(), old)
  })

  it('loses and invents nothing when it is killed before every statement that it makes', async () => {
    given = await shop.begin(['completed', 'failed', 'held', 'going_back'])
    const old = await readOld()
    const urls = [shop.old, shop.auth, shop.order, shop.payment, shop.product].map(({ url }) => url)
    let deaths = 0
    for (let at = 1; await hasOld(); at++) {
      const doom = makeDoom(at, 'before') // one for all: statements are counted wherever they go
      const doomed = urls.map((url) => openDoomedDatabase(url, doom))
      const [from, auth, order, payment, product] = doomed.map(({ db }) => db)
      await moveShop(from!, {
        auth: auth!,
        order: order!,
        payment: payment!,
        product: product!,
      }).catch(() => {})
      for (const { bury } of doomed) await bury()
      if (doom.isDead()) deaths += 1
    }
    assert.ok(deaths > 40, `only ${deaths} deaths`)
    assert.deepEqual(await readNew(), old)
    const { stock } = await shop.product.db('products').where({ id: given.mug }).first()
    assert.equal(stock, 10)
    const told = await shop.order.db('outbox').orderBy('id').select('type')
    const types = ['order.completed', 'order.failed', 'clear.cart', 'release.items']
    assert.deepEqual(
      told.map(({ type }) => type),
      types,
    )
    assert.equal((await shop.order.db('sagas')).length, 5)
  })

  it('takes as long as it takes', async () => {
    given = await shop.begin(['completed'])
    const limits = '-c statement_timeout=1s -c idle_in_transaction_session_timeout=1s'
    await shop.auth.db.raw(`
      create function dawdle() returns trigger language plpgsql as
        'begin perform pg_sleep(1.3); return null; end';
      create trigger dawdling after insert on signing_keys execute function dawdle()`)
    const opened = [shop.old, shop.auth, shop.order, shop.payment, shop.product].map(({ url }) =>
      openDatabase(`${url}?options=${encodeURIComponent(limits)}`, 'impatient'),
    )
    const [from, auth, order, payment, product] = opened as [Knex, Knex, Knex, Knex, Knex]
    try {
      await moveShop(from, { auth, order, payment, product })
    } finally {
      for (const db of opened) await db.destroy()
    }
    assert.equal(await hasOld(), false)
  })

  const meanwhile: [string, (db: Knex, orderId: string) => Promise<unknown>][] = [
    [
      'opened an account',
      (db) =>
        db('users').insert({ id: uuidv7(), email: 'new', password_hash: '', role: 'customer' }),
    ],
    [
      'gone on with an order',
      (db, id) =>
        db('orders')
          .where({ id })
          .update({ held_at: db.raw('clock_timestamp()') }),
    ],
    [
      'charged somebody',
      (db, order_id) =>
        db('payments')
          .where({ order_id })
          .update({ status: 'captured', updated_at: db.raw('clock_timestamp()') }),
    ],
  ]
  for (const [what, act] of meanwhile) {
    it(`drops nothing of a shop that was half moved and has ${what} since then`, async () => {
      given = await shop.begin(['reserved'])
      const doomed = openDoomedDatabase(shop.order.url, makeDoom(1, 'before'))
      await assert.rejects(moveShop(shop.old.db, { ...owners(), order: doomed.db }), /killed/)
      await doomed.bury()
      await act(shop.old.db, given.orders.reserved)
      const old = await readOld()
      await assert.rejects(move(), /ecommercedb was written to at/)
      assert.deepEqual(await readOld(), old)
    })
  }

  const refusals: [string, (db: OlderShop) => Promise<unknown>, RegExp][] = [
    [
      'from a shop that is older than phase 2',
      ({ old }) => old.db.raw('create table products ()'),
      /ecommercedb has products still/,
    ],
    [
      'with a message for somebody unknown',
      ({ old }) =>
        old.db('outbox').insert({ destination: 'moon', key: 'k', type: 't', due_at: new Date() }),
      /nobody knows who moon/,
    ],
    [
      'into a shop that has sold something of its own',
      ({ old, order }) =>
        old
          .db('users')
          .first()
          .then(({ id: user_id }) =>
            order.db('orders').insert({
              id: user_id,
              user_id,
              status: 'failed',
              total_cents: 1,
              currency: 'EUR',
            }),
          ),
      /orderdb has orders of its own/,
    ],
  ]
  for (const [what, prepare, message] of refusals) {
    it(`refuses to move ${what}, and leaves it as it was`, async () => {
      given = await shop.begin(['placed'])
      await prepare(shop)
      const old = await readOld()
      await assert.rejects(move(), { message })
      assert.deepEqual(await readOld(), old)
    })
  }

  it('has nothing to do where there never was an older shop', async () => {
    await shop.old.db.raw('drop schema public cascade; create schema public')
    assert.equal(await move(), 0)
  })
})
