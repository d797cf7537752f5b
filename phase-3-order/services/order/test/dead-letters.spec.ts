// What nobody could handle: it is kept whatever it is, and somebody decides what becomes of it.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { until } from '../../../../scripts/until.ts'
import { inboxDays } from '../../../contracts/queues.ts'
import { deadQueueOf, type Queue } from '../../../shared/rabbit-topology.ts'
import { queueFor } from '../../../shared/test/given-rabbit.ts'
import { makeDeadLetters } from '../dead-letters.ts'
import { givenDeadLetters, type GivenDeadLetters } from './given-dead-letters.ts'

const first: Queue = queueFor('first')
const second: Queue = queueFor('second')
const headers = { 'x-attempts': 8, 'x-error-code': 'letter_garbage', 'x-error': 'cannot be read' }

describe('dead letters', () => {
  let shop: GivenDeadLetters
  before(async () => (shop = await givenDeadLetters([first, second])))
  after(() => shop.close())
  beforeEach(() => shop.db('dead_letters').delete())

  type Letter = { id?: string; body?: string | Buffer; queue?: Queue; headers?: object }
  async function die({ id = uuidv7(), body = 'hello', queue = first, ...more }: Letter = {}) {
    const options = { messageId: id, type: 'letter', headers, ...more }
    shop.channel.sendToQueue(shop.prefix + deadQueueOf(queue.name), Buffer.from(body), options)
    await shop.channel.waitForConfirms()
    return id
  }
  const untilKept = (...ids: string[]) =>
    shop.untilListed('all are kept', (items) =>
      ids.every((id) => items.some(({ messageId }) => messageId === id)),
    )
  async function givenLetter(letter: Letter = {}, keptId?: string) {
    const id = await die(letter)
    const messageId = keptId ?? id
    const kept = (await untilKept(messageId)).find((one) => one.messageId === messageId)!
    return { ...kept, messageId }
  }
  const statusOf = async (id: string) => (await shop.list()).find((one) => one.id === id)?.status

  it('are kept and shown, with the reason', async () => {
    const messageId = await die()
    const [letter] = await untilKept(messageId)
    const { id, diedAt, ...shown } = letter!
    assert.ok(id && diedAt)
    assert.deepEqual(shown, {
      queue: 'first',
      messageId,
      type: 'letter',
      body: 'hello',
      bodyBytes: 5,
      errorCode: 'letter_garbage',
      error: 'cannot be read',
      attempts: 8,
      deaths: 1,
      status: 'waiting',
      replayedAt: null,
      discardedAt: null,
      discardReason: null,
    })
    await shop.untilEmpty(deadQueueOf(first.name))
  })

  it('are kept whatever they are', async () => {
    const bytes = Buffer.from([0xc3, 0x28, 0, 0xff])
    await die({ id: 'a\0b', body: bytes, headers: { 'x-error': 'NUL \0', 'x-attempts': {} } })
    await die({ id: '', body: '', headers: {} })
    await die({ body: Buffer.alloc(1_000_000, 'x') })
    const kept = await shop.untilListed('three are kept', ({ length }) => length === 3)
    assert.deepEqual(
      kept.map(({ body }) => String(body).length).toSorted((a, b) => a - b),
      [0, 4, 2_000],
    )
    const { body } = await shop.db('dead_letters').where({ message_id: 'a�b' }).first('body')
    assert.ok(bytes.equals(body as Buffer))
    const { items } = await shop.letters.list({ limit: 10 })
    assert.deepEqual(
      items.map((letter) => [letter.body.length, letter.bodyBytes]).toSorted(([a], [b]) => a! - b!),
      [
        [0, 0],
        [4, 4],
        [2_000, 1_000_000],
      ],
      'no more of them is read than is shown',
    )
  })

  it('that come twice are one', async () => {
    const id = await die()
    await untilKept(id)
    await die({ id })
    await shop.untilListed('it died twice', ([one]) => one?.['deaths'] === 2)
    assert.equal((await shop.list()).length, 1)
    await die({ id, body: 'something else under the same id' })
    await shop.untilListed('both are kept', ({ length }) => length === 2)
  })

  it('wait in their queue while the database takes none', async () => {
    let id = ''
    await shop.db.transaction(async (trx) => {
      await trx.raw('alter table dead_letters rename to hidden')
      id = await die()
      const waiting = `select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`
      const isTried = async () => (await shop.db.raw<{ rows: [] }>(waiting)).rows.length > 0
      await until('somebody tries to keep it', isTried, Boolean)
    })
    await shop.db.raw('alter table hidden rename to dead_letters')
    await untilKept(id)
  })

  it('are listed by queue and status, the newest first, page by page', async () => {
    const ids: string[] = []
    for (const queue of [first, second, first, second, first]) {
      const { id } = await givenLetter({ queue })
      ids.unshift(id)
    }
    await shop.send('POST', `/${ids[0]}/discard`, { reason: 'a test' })
    const listed = async (query: string) => (await shop.list(query)).map(({ id }) => id)
    assert.deepEqual(await listed(''), ids)
    assert.deepEqual(await listed('?queue=first'), [ids[0], ids[2], ids[4]])
    assert.deepEqual(await listed('?queue=first&status=waiting'), [ids[2], ids[4]])
    const page = await shop.send('GET', '?limit=3')
    const rest = await shop.send('GET', `?limit=3&cursor=${String(page.body['nextCursor'])}`)
    const both = [page, rest].flatMap(({ body }) =>
      (body['items'] as { id: string }[]).map(({ id }) => id),
    )
    assert.deepEqual([both, rest.body['nextCursor']], [ids, null])
  })

  it('are put back into their queue, as they were', async () => {
    const { id, messageId } = await givenLetter()
    const { status, body } = await shop.send('POST', `/${id}/replay`)
    assert.deepEqual([status, body['status']], [200, 'replayed'])
    const { content, properties } = await shop.take(first.name)
    assert.deepEqual(
      [String(content), properties.messageId, properties.type],
      ['hello', messageId, 'letter'],
    )
    assert.equal(properties.headers?.['x-attempts'], undefined) // it is tried as often as a new one
  })

  it('wait again when they die again, even before it was noted that they were sent', async () => {
    const { id, messageId } = await givenLetter()
    await shop.send('POST', `/${id}/replay`)
    await shop.take(first.name)
    await die({ id: messageId })
    await shop.untilListed('it waits again', ([one]) => one?.status === 'waiting')

    const reason = { code: 'failed', message: '', attempts: 1 }
    const letter = { id: messageId, type: 'letter', body: Buffer.from('hello'), reason }
    const dies = { publish: () => shop.letters.keep(first.name, letter) }
    const { status } = await makeDeadLetters({ db: shop.db, rabbit: dies }).replay(id)
    assert.equal(status, 'waiting')
  })

  it('still wait when RabbitMQ did not take them', async () => {
    const { id } = await givenLetter()
    shop.wire.cut()
    const { status, body, headers: answer } = await shop.send('POST', `/${id}/replay`)
    assert.deepEqual([status, body.code, answer.get('retry-after')], [503, 'unavailable', '1'])
    assert.equal(await statusOf(id), 'waiting')
    shop.wire.open()
    await shop.untilConnected()
    assert.equal((await shop.send('POST', `/${id}/replay`)).status, 200)
    await shop.take(first.name)
    assert.equal(await shop.waiting(first.name), 0, 'the try that was given up is not there')
  })

  it('are put back also when their id has grown by being kept', async () => {
    const { id } = await givenLetter({ id: '\0'.repeat(200) }, '�'.repeat(200))
    assert.equal((await shop.send('POST', `/${id}/replay`)).status, 200)
    const { properties } = await shop.take(first.name)
    assert.equal(properties.messageId, '�'.repeat(85))
  })

  it('are not put back when whoever had them may have forgotten it', async () => {
    const { id } = await givenLetter()
    const days = (count: number) => shop.db.raw(`now() - ? * interval '1 day'`, [count])
    await shop.db('dead_letters').update({ died_at: days(inboxDays) })
    const { status, body } = await shop.send('POST', `/${id}/replay`)
    assert.deepEqual([status, body.code], [409, 'dead_letter_too_old'])
    assert.equal((await shop.send('POST', `/${id}/discard`, { reason: 'too old' })).status, 200)
    const { id: younger } = await givenLetter()
    await shop
      .db('dead_letters')
      .where({ id: younger })
      .update({ died_at: days(inboxDays - 2) })
    assert.equal((await shop.send('POST', `/${younger}/replay`)).status, 200)
    await shop.take(first.name)
    assert.equal(await shop.waiting(first.name), 0)
  })

  it('are discarded for a reason, and then not replayed any more', async () => {
    const { id, messageId } = await givenLetter()
    const path = `/${id}/discard`
    const { status, body } = await shop.send('POST', path, { reason: 'a customer’s joke' })
    assert.deepEqual(
      [status, body['status'], body['discardReason']],
      [200, 'discarded', 'a customer’s joke'],
    )
    const again = await shop.send('POST', path, { reason: 'another' })
    assert.deepEqual([again.status, again.body['discardReason']], [200, 'a customer’s joke'])
    const replay = await shop.send('POST', `/${id}/replay`)
    assert.deepEqual([replay.status, replay.body.code], [409, 'dead_letter_discarded'])
    await die({ id: messageId })
    await shop.untilListed('it died again', ([one]) => one?.['deaths'] === 2)
    assert.equal(await statusOf(id), 'discarded')
  })

  it('that were replayed are not discarded', async () => {
    const { id } = await givenLetter()
    await shop.send('POST', `/${id}/replay`)
    await shop.take(first.name)
    const { status, body } = await shop.send('POST', `/${id}/discard`, { reason: 'too late' })
    assert.deepEqual([status, body.code], [409, 'dead_letter_replayed'])
  })

  it('are for operators only', async () => {
    const id = uuidv7()
    for (const [method, path] of [
      ['GET', ''],
      ['POST', `/${id}/replay`],
      ['POST', `/${id}/discard`],
    ] as const) {
      assert.equal((await shop.http.send(method, `/admin/dead-letters${path}`)).status, 401)
      assert.equal((await shop.send(method, path, undefined, 'customer')).status, 403)
    }
  })

  it('say what is wrong with a request', async () => {
    const id = uuidv7()
    const wrong: [string, string, unknown, number][] = [
      ['GET', '?status=dead', undefined, 400],
      ['GET', '?limit=0', undefined, 400],
      ['GET', '?cursor=x', undefined, 400],
      ['GET', '?page=2', undefined, 400],
      ['POST', `/${id}/replay`, undefined, 404],
      ['POST', `/${id}/discard`, { reason: 'why not' }, 404],
      ['POST', '/42/replay', undefined, 400],
      ['POST', `/${id}/replay`, { force: true }, 400],
      ['POST', `/${id}/discard`, {}, 400],
      ['POST', `/${id}/discard`, { reason: '' }, 400],
      ['POST', `/${id}/discard`, { reason: 'a\0b' }, 400],
      ['DELETE', '', undefined, 405],
      ['GET', `/${id}/replay`, undefined, 405],
    ]
    for (const [method, path, body, status] of wrong) {
      const answer = await shop.send(method, path, body)
      assert.equal(answer.status, status, `${method} ${path}`)
      assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8')
    }
  })
})
