// The ledger, the test controls, health, and what bad input is told.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { givenDatabase, givenProvider } from './given-provider.ts'

describe('card processor: ledger, test controls and bad input', () => {
  let stack: AsyncDisposableStack
  let provider: Awaited<ReturnType<typeof givenProvider>>
  let key: string

  before(async () => {
    stack = new AsyncDisposableStack()
    const database = stack.use(await givenDatabase())
    provider = stack.use(await givenProvider(database.url))
  })
  after(() => stack.disposeAsync())
  beforeEach(() => (key = randomUUID()))
  afterEach(() => provider.call('DELETE', '/behaviour'))

  it('keeps a ledger that can be asked by key and as a whole, oldest first', async () => {
    const { body: empty } = await provider.call('GET', '/ledger')
    assert.deepEqual(empty, { items: [] })

    await provider.charge(`b-${key}`, 'pm_card_visa')
    await provider.charge(`a-${key}`, 'pm_card_declined')
    await provider.refund(`r-${key}`, `b-${key}`, 1500)
    const first = {
      key: `b-${key}`,
      status: 'refunded',
      capturedCents: 1500,
      refundedCents: 1500,
    }
    const second = { key: `a-${key}`, status: 'declined', capturedCents: 0, refundedCents: 0 }

    const { body: all } = await provider.call('GET', '/ledger')
    assert.deepEqual(all, { items: [first, second] })
    const { body: one } = await provider.call('GET', `/ledger?key=a-${key}`)
    assert.deepEqual(one, { items: [second] })
    const { body: none } = await provider.call('GET', '/ledger?key=unknown')
    assert.deepEqual(none, { items: [] })
  })

  it('fails the next requests before it does anything, when told to', async () => {
    await provider.behave({ failNext: 2 })

    assert.equal((await provider.charge(key, 'pm_card_visa')).status, 503)
    const refused = await provider.refund(`r-${key}`, key)
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [503, '1'])
    assert.equal(await provider.ledger(key), 'nothing')
    assert.equal((await provider.charge(key, 'pm_card_visa')).status, 201)
  })

  it('does the next request but loses its answer, when told to', async () => {
    await provider.behave({ loseNext: 1 })

    assert.equal((await provider.charge(key, 'pm_card_visa')).status, 500)
    assert.equal(await provider.ledger(key), 'captured 1500 - 0')
    assert.equal((await provider.charge(key, 'pm_card_visa')).status, 200)
  })

  it('cuts connections without an answer while it is down, and still shows its ledger', async () => {
    await provider.behave({ down: true })

    await assert.rejects(provider.charge(key, 'pm_card_visa'), TypeError)
    assert.equal(await provider.ledger(key), 'nothing')
    await provider.behave({ down: false })
    assert.equal((await provider.charge(key, 'pm_card_visa')).status, 201)
  })

  it('answers later with a latency', async () => {
    await provider.behave({ latencyMs: 150 })

    const startedAt = performance.now()
    assert.equal((await provider.charge(key, 'pm_card_visa')).status, 201)
    assert.ok(performance.now() - startedAt >= 150)
  })

  it('tells how it behaves, and calms down', async () => {
    const calm = { latencyMs: 0, failNext: 0, loseNext: 0, down: false }
    await provider.behave({ latencyMs: 5, failNext: 1 })

    const { body: told } = await provider.call('GET', '/behaviour')
    assert.deepEqual(told, { ...calm, latencyMs: 5, failNext: 1 })
    assert.deepEqual((await provider.call('DELETE', '/behaviour')).body, calm)
    assert.deepEqual((await provider.call('GET', '/behaviour')).body, calm)
  })

  it('is live and ready', async () => {
    assert.equal((await provider.call('GET', '/health/live')).status, 200)
    assert.equal((await provider.call('GET', '/health/ready')).status, 200)
  })

  it('is live but not ready without its database', async () => {
    const database = await givenDatabase()
    await using lonely = await givenProvider(database.url)
    await database[Symbol.asyncDispose]()

    assert.equal((await lonely.call('GET', '/health/live')).status, 200)
    assert.equal((await lonely.call('GET', '/health/ready')).status, 503)
  })

  const good = { amountCents: 1, currency: 'EUR', paymentMethod: 'pm_card_visa' }
  const badCharges: [name: string, body: unknown, path: string][] = [
    ['an amount of zero', { ...good, amountCents: 0 }, 'amountCents'],
    ['an amount below zero', { ...good, amountCents: -1 }, 'amountCents'],
    ['half a cent', { ...good, amountCents: 1.5 }, 'amountCents'],
    ['an amount as text', { ...good, amountCents: '1' }, 'amountCents'],
    ['an amount that no double can count', { ...good, amountCents: 2 ** 53 }, 'amountCents'],
    ['an unknown currency form', { ...good, currency: 'eur' }, 'currency'],
    ['an unknown card', { ...good, paymentMethod: 'pm_card_gold' }, 'paymentMethod'],
    ['a field that it does not know', { ...good, tip: 1 }, 'tip'],
    ['a list', [good], '0'],
    ['no body', undefined, 'amountCents'],
  ]
  for (const [name, body, path] of badCharges) {
    it(`refuses ${name} and names the field`, async () => {
      const answer = await provider.call('POST', '/charges', body, key)

      assert.equal(answer.status, 400)
      assert.match(String(answer.headers.get('content-type')), /^application\/problem\+json/)
      assert.equal(answer.body.code, 'invalid_request')
      assert.ok(answer.body.errors.some((error) => error.path === path))
      assert.equal(await provider.ledger(key), 'nothing')
    })
  }

  it('tells about the key and all fields at once', async () => {
    const { body } = await provider.call('POST', '/refunds', { amountCents: 0 })

    const paths = body.errors.map((error) => error.path)
    assert.deepEqual(paths.toSorted(), ['Idempotency-Key', 'amountCents', 'chargeKey'])
  })

  it('refuses a key that is too long or has spaces', async () => {
    for (const bad of ['x'.repeat(129), 'a b']) {
      assert.equal((await provider.charge(bad, 'pm_card_visa')).status, 400)
    }
  })

  it('refuses what is not JSON, not declared as JSON, or too large', async () => {
    assert.equal(await send('{"amountCents":'), '400 invalid_request')
    assert.equal(await send('null'), '400 invalid_request')
    assert.equal(await send(JSON.stringify(good), 'text/plain'), '415 unsupported_media_type')
    const inLatin = 'application/json; charset=latin1'
    assert.equal(await send(JSON.stringify(good), inLatin), '415 unsupported_media_type')
    assert.equal(await send(`"${'x'.repeat(9_000)}"`), '413 body_too_large')
  })

  async function send(body: string, type = 'application/json') {
    const headers = { 'content-type': type, 'idempotency-key': key }
    const response = await fetch(`${provider.address}/charges`, { method: 'POST', headers, body })
    const problem = (await response.json()) as { code: string }
    return `${response.status} ${problem.code}`
  }

  it('refuses unknown addresses, queries and methods', async () => {
    assert.equal((await provider.call('GET', '/nowhere')).status, 404)
    assert.equal((await provider.call('GET', '/ledger?colour=red')).status, 400)
    assert.equal((await provider.call('GET', '/ledger?key=a&key=b')).status, 400)
    const { status, headers } = await provider.call('DELETE', '/charges')
    assert.deepEqual([status, headers.get('allow')], [405, 'POST'])
  })
})
