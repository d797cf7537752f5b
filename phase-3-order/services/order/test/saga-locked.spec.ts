// A saga that somebody has locked, and does not move: what it hears meanwhile it has heard when it is let go, and no other
// saga waits for that.
import assert from 'node:assert/strict'
import type { Knex } from 'knex'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import { until } from '../../../../scripts/until.ts'
import { makeMessageRelay } from '../../../contracts/message-outbox.ts'
import { type Message, newMessage } from '../../../contracts/messages.ts'
import { commandExchange } from '../../../contracts/queues.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { migrations } from '../migrations.ts'
import { makeOrderMetrics } from '../order-metrics.ts'
import { makeEndings } from '../order-outcome.ts'
import type { Calls } from '../saga-calls.ts'
import { commandOf, tellAgain } from '../saga-commands.ts'
import { makeSagaMetrics } from '../saga-metrics.ts'
import { makeRunner } from '../saga-runner.ts'
import type { Call } from '../saga-steps.ts'
import { insertSaga } from '../saga-store.ts'
import { makeBus } from './given-bus.ts'

describe('a saga that is locked', () => {
  let db: Knex
  let close: () => Promise<void>
  before(async () => ({ db, close } = await givenDatabase(migrations)))
  after(() => close())

  const log = pino({ level: 'silent' })

  /** Nobody answers its calls but for these. */
  function givenRunner(answers: Partial<Calls> = {}) {
    const registry = new Registry()
    const nobody = () => Promise.reject(new Error('nobody is there'))
    const names: Call[] = [
      'HoldStock',
      'ReleaseStock',
      'CreatePayment',
      'GetPayment',
      'RefundPayment',
    ]
    const calls = Object.fromEntries(names.map((name) => [name, answers[name] ?? nobody])) as Calls
    return makeRunner({
      db,
      calls,
      commandOf,
      tellAgain,
      relay: makeMessageRelay({ db, exchange: commandExchange, rabbit: makeBus().rabbit, log }),
      endings: makeEndings(makeOrderMetrics(registry)),
      deadlineMs: 60_000,
      metrics: makeSagaMetrics(registry),
      log,
    })
  }

  async function givenSaga(): Promise<string> {
    const id = uuidv7()
    const wait = { dueInMs: 60_000, patienceMs: undefined }
    const saga = { kind: 'checkout', state: 'running', step: 'CREATED', reason: null } as const
    await db.transaction(async (trx) => {
      const money = { total_cents: 900, currency: 'EUR', payment_method: 'card_ok' }
      await trx('orders').insert({ id, user_id: uuidv7(), status: 'pending', ...money })
      await insertSaga(trx, { ...saga, id, orderId: id }, wait)
    })
    return id
  }

  /** Until it is let go. */
  async function lock(id: string) {
    const locked = Promise.withResolvers<void>()
    const end = Promise.withResolvers<void>()
    const holding = db.transaction(async (trx) => {
      await trx('sagas').where({ id }).forUpdate()
      locked.resolve()
      await end.promise
    })
    await locked.promise
    return () => {
      end.resolve()
      return holding
    }
  }

  const reserved = (orderId: string) => newMessage('items.reserved', { orderId }) as Message
  const stepOf = async (id: string) =>
    ((await db('sagas').where({ id }).first('step')) as { step: string }).step
  async function isWaiting() {
    const { rows } = await db.raw<{ rows: unknown[] }>(
      `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    )
    return rows.length === 1
  }

  it('hears a message once it is let go, and others do so at once', async () => {
    const runner = givenRunner()
    const [locked, other] = await Promise.all([givenSaga(), givenSaga()])
    const letGo = await lock(locked)
    const waiting = runner.receive(reserved(locked))
    await runner.receive(reserved(other))
    assert.equal(await stepOf(other), 'ITEMS_RESERVED')
    await until('it waits', isWaiting, Boolean)
    assert.equal(await stepOf(locked), 'CREATED')
    await letGo()
    await waiting
    assert.equal(await stepOf(locked), 'ITEMS_RESERVED')
  })

  it('hears the answer to its call once it is let go', async () => {
    const id = await givenSaga()
    let letGo: (() => Promise<void>) | undefined
    const runner = givenRunner({
      async HoldStock() {
        letGo = await lock(id)
        return 'stock.held'
      },
    })
    const waiting = runner.receive(reserved(id))
    await until('it waits', isWaiting, Boolean)
    assert.equal(await stepOf(id), 'ITEMS_RESERVED')
    await letGo!()
    await waiting
    assert.equal(await stepOf(id), 'STOCK_VALIDATED')
  })
})
