// Sagas that move at the same time do so by one statement: each as if it were alone, and none because of another.
import assert from 'node:assert/strict'
import type { Knex } from 'knex'
import { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import { newCommand } from '../../../contracts/message-outbox.ts'
import { cartCommands } from '../../../contracts/queues.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { migrations } from '../migrations.ts'
import { makeOrderMetrics } from '../order-metrics.ts'
import { makeEndings } from '../order-outcome.ts'
import { moveSagas, type NewChange } from '../saga-change.ts'
import { insertSaga } from '../saga-store.ts'
import type { Saga } from '../saga.ts'

describe('sagas that move together', () => {
  let db: Knex
  let close: () => Promise<void>
  before(async () => ({ db, close } = await givenDatabase(migrations)))
  after(() => close())

  const endings = makeEndings(makeOrderMetrics(new Registry()))
  const wait = { dueInMs: 1_000, patienceMs: undefined }
  const running = { kind: 'checkout', state: 'running', reason: null } as const
  const move = (changes: NewChange[], by = db) => moveSagas(by, changes, endings.parts)

  /** An order whose saga has come as far as that. */
  async function givenSaga(step: Saga['step'], id = uuidv7()): Promise<string> {
    await db.transaction(async (trx) => {
      const money = { total_cents: 900, currency: 'EUR', payment_method: 'card_ok' }
      await trx('orders').insert({ id, user_id: uuidv7(), status: 'pending', ...money })
      await insertSaga(trx, { ...running, step, id, orderId: id }, wait)
    })
    return id
  }

  /** Of one that runs at `from`, by a message of its own. */
  const change = (
    id: string,
    [from, to]: [Saga['step'], Saga['step']],
    more: Partial<NewChange> = {},
  ): NewChange => ({
    meant: { id, orderId: id, kind: 'checkout', state: 'running', at: [from] },
    next: { ...running, step: to },
    input: 'items.reserved',
    wait,
    command: undefined,
    heard: uuidv7(),
    ending: undefined,
    ...more,
  })
  const first = ['CREATED', 'ITEMS_RESERVED'] as [Saga['step'], Saga['step']]

  async function completion(id: string) {
    const next = { ...running, state: 'completed', step: 'COMPLETED' } as const
    const { ending } = await endings.of(db, id, next)
    return change(id, ['PAYMENT_CONFIRMED', 'COMPLETED'], { next, input: 'cart.cleared', ending })
  }

  const stepsOf = (ids: string[]) => Promise.all(ids.map(async (id) => (await sagaOf(id)).step))
  const sagaOf = async (id: string) =>
    (await db('sagas').where({ id }).first()) as { state: string; step: string; version: number }
  const heardOf = async (changes: NewChange[]) => {
    const ids = changes.map(({ heard }) => heard!)
    const rows = await db('inbox').whereIn('message_id', ids).pluck<string[]>('message_id')
    return ids.map((id) => rows.includes(id))
  }

  it('go by one statement, each with what is its own', async () => {
    const a = await givenSaga('CREATED')
    const b = await givenSaga('PAYMENT_CREATED')
    const c = await givenSaga('PAYMENT_CONFIRMED')
    const command = newCommand(cartCommands, 'clear.cart', { orderId: b })
    const changes = [
      await completion(c),
      change(b, ['PAYMENT_CREATED', 'PAYMENT_CONFIRMED'], { command, input: 'payment.confirmed' }),
      change(a, first),
    ]
    const statements: string[] = []
    const count = ({ sql }: { sql: string }) => statements.push(sql)
    db.on('query', count)
    const moved = await move(changes)
    db.off('query', count)

    assert.equal(statements.length, 1)
    assert.deepEqual(await stepsOf([a, b, c]), ['ITEMS_RESERVED', 'PAYMENT_CONFIRMED', 'COMPLETED'])
    assert.deepEqual(await heardOf(changes), [true, true, true])
    const told =
      await db('outbox').select<{ id: number; key: string; type: string; payload: unknown }[]>()
    assert.deepEqual(
      new Map(told.map(({ key, type }) => [key, type])),
      new Map([
        [b, 'clear.cart'],
        [c, 'order.completed'],
      ]),
    )
    const sent = told.find(({ key }) => key === b)!
    assert.deepEqual(sent.payload, command.payload)
    assert.deepEqual(
      moved.map((one) => one && [one.version, one.messageId, one.isFirst]),
      [
        [1, null, null],
        [1, sent.id, true],
        [1, null, null],
      ],
    )
    const orders = db('orders').whereIn('id', [a, b, c]).orderBy('id').pluck<string[]>('status')
    assert.deepEqual(await orders, ['pending', 'pending', 'completed'])
    const log = await db('saga_log').whereIn('saga_id', [a, b, c]).orderBy('saga_id')
    assert.deepEqual(
      log.map(({ input, step }: Record<string, string>) => [input, step]),
      [
        ['items.reserved', 'ITEMS_RESERVED'],
        ['payment.confirmed', 'PAYMENT_CONFIRMED'],
        ['cart.cleared', 'COMPLETED'],
      ],
    )
    const history = await db('order_history').whereIn('order_id', [a, b, c])
    assert.deepEqual(
      history.map(({ order_id, type }: Record<string, string>) => [order_id, type]),
      [[c, 'order.completed']],
    )
  })

  it('stay where one of them is not there, or was moved meanwhile, or its message came before', async () => {
    const [here, elsewhere, older, before] = await Promise.all([
      givenSaga('CREATED'),
      givenSaga('STOCK_VALIDATED'),
      givenSaga('CREATED'),
      givenSaga('CREATED'),
    ])
    const again = change(before, first)
    await db('inbox').insert({ consumer: 'saga', message_id: again.heard })
    const changes = [
      change(elsewhere, first),
      change(older, first, { meant: { ...change(older, first).meant, version: 1 } }),
      again,
      change(uuidv7(), first),
      change(here, first),
    ]
    const moved = await move(changes)
    assert.deepEqual(
      moved.map((one) => one?.version),
      [undefined, undefined, undefined, undefined, 1],
    )
    assert.deepEqual(await heardOf(changes), [false, false, true, false, true])
    const steps = await stepsOf([here, elsewhere, older, before])
    assert.deepEqual(steps, ['ITEMS_RESERVED', 'STOCK_VALIDATED', 'CREATED', 'CREATED'])
  })

  it('move once where two want the same one, and the other may come again', async () => {
    const id = await givenSaga('CREATED')
    const changes = [change(id, first), change(id, first)]
    const moved = await move(changes)
    assert.equal(moved.filter((one) => one).length, 1)
    assert.equal((await sagaOf(id)).version, 1)
    assert.deepEqual(
      await heardOf(changes),
      moved.map((one) => one !== undefined),
    )
  })

  it('move once by a message that comes twice at the same time', async () => {
    const ids = await Promise.all([givenSaga('CREATED'), givenSaga('CREATED')])
    const changes = ids.map((id) => change(id, first))
    const moved = await Promise.all([move(changes), move(changes.toReversed())])
    assert.deepEqual(moved.flat().filter((one) => one).length, 2)
    for (const id of ids) assert.equal((await sagaOf(id)).version, 1)
  })

  it('have all moved or none of them', async () => {
    const [a, b] = await Promise.all([givenSaga('CREATED'), givenSaga('CREATED')])
    const next = { ...running, state: 'nowhere' as 'running', step: 'CREATED' } as const
    const changes = [change(a, first), change(b, first, { next })]
    await assert.rejects(move(changes), { constraint: 'sagas_state_known' })
    assert.deepEqual(await stepsOf([a, b]), ['CREATED', 'CREATED'])
    assert.deepEqual(await heardOf(changes), [false, false])
  })

  it('do not wait behind one that somebody else has locked', async () => {
    const ids = await Promise.all([
      givenSaga('CREATED'),
      givenSaga('CREATED'),
      givenSaga('CREATED'),
    ])
    const changes = ids.map((id) => change(id, first))
    await db.transaction(async (trx) => {
      await trx('sagas').where({ id: ids[1] }).forUpdate()
      const moved = await move(changes)
      assert.deepEqual(
        moved.map((one) => one?.version),
        [1, undefined, 1],
      )
    })
    assert.deepEqual(await heardOf(changes), [true, false, true])
  })
})
