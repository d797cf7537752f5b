// Charges: what each test token does, and that a key has one effect, however often and whenever it comes.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { atOnce, givenDatabase, givenProvider } from './given-provider.ts'

describe('card processor: charges', () => {
  let stack: AsyncDisposableStack
  let provider: Awaited<ReturnType<typeof givenProvider>>
  let databaseUrl: string
  let key: string

  before(async () => {
    stack = new AsyncDisposableStack()
    databaseUrl = stack.use(await givenDatabase()).url
    provider = stack.use(await givenProvider(databaseUrl))
  })
  after(() => stack.disposeAsync())
  beforeEach(() => (key = randomUUID()))

  it('captures once and repeats its answer', async () => {
    const first = await provider.charge(key, 'pm_card_visa')
    const second = await provider.charge(key, 'pm_card_visa')

    assert.deepEqual([first.status, second.status], [201, 200])
    assert.deepEqual(first.body, { key, status: 'captured', amountCents: 1500, currency: 'EUR' })
    assert.deepEqual(second.body, first.body)
    assert.equal(await provider.ledger(key), 'captured 1500 - 0')
  })

  it('captures once when the same charge comes twenty times at the same moment', async () => {
    const answers = await atOnce(20, () => provider.charge(key, 'pm_card_visa'))

    assert.equal(answers.filter(({ status }) => status === 201).length, 1)
    assert.equal(answers.filter(({ status }) => status === 200).length, 19)
    assert.equal(await provider.ledger(key), 'captured 1500 - 0')
  })

  it('refuses a key that belongs to another amount, currency or card, and keeps the first', async () => {
    await provider.charge(key, 'pm_card_visa')

    const others = await Promise.all([
      provider.charge(key, 'pm_card_visa', { amountCents: 1501 }),
      provider.charge(key, 'pm_card_visa', { currency: 'USD' }),
      provider.charge(key, 'pm_card_declined'),
    ])

    for (const { status, body } of others) {
      assert.deepEqual([status, body.code], [422, 'idempotency_key_reused'])
    }
    assert.equal(await provider.ledger(key), 'captured 1500 - 0')
    assert.equal((await provider.charge(key, 'pm_card_visa')).status, 200)
  })

  it('lets one of two different requests win that use one key at the same moment', async () => {
    const answers = await atOnce(10, (index) =>
      provider.charge(key, 'pm_card_visa', { amountCents: 1000 + index }),
    )

    const [won, ...more] = answers.filter(({ status }) => status === 201)
    assert.deepEqual(more, [])
    assert.equal(answers.filter(({ status }) => status === 422).length, 9)
    assert.equal(await provider.ledger(key), `captured ${won?.body.amountCents} - 0`)
  })

  it('declines, captures nothing, and declines again', async () => {
    const first = await provider.charge(key, 'pm_card_declined')
    const second = await provider.charge(key, 'pm_card_declined')

    assert.deepEqual([first.status, first.body.status], [201, 'declined'])
    assert.deepEqual([second.status, second.body.status], [200, 'declined'])
    assert.equal(await provider.ledger(key), 'declined 0 - 0')
  })

  it('fails a flaky charge, then captures it but loses the answer, then repeats the answer', async () => {
    const first = await provider.charge(key, 'pm_card_flaky')
    assert.deepEqual([first.status, first.body.code], [503, 'unavailable'])
    assert.equal(await provider.ledger(key), 'running 0 - 0')

    const second = await provider.charge(key, 'pm_card_flaky')
    assert.deepEqual([second.status, second.body.code], [500, 'internal'])
    assert.equal(await provider.ledger(key), 'captured 1500 - 0')

    const third = await provider.charge(key, 'pm_card_flaky')
    assert.deepEqual([third.status, third.body.status], [200, 'captured'])
    assert.equal(await provider.ledger(key), 'captured 1500 - 0')
  })

  it('remembers the attempts of a flaky charge in its next life', async () => {
    await provider.charge(key, 'pm_card_flaky')

    await using next = await givenProvider(databaseUrl)
    assert.equal((await next.charge(key, 'pm_card_flaky')).status, 500)
    assert.equal((await next.charge(key, 'pm_card_flaky')).status, 200)
  })

  it('does not count a refused request as an attempt', async () => {
    await provider.charge(key, 'pm_card_flaky')
    await provider.charge(key, 'pm_card_flaky', { amountCents: 1 })

    assert.equal((await provider.charge(key, 'pm_card_flaky')).status, 500)
  })

  it('answers a slow charge when it is captured, and shows it as running until then', async () => {
    const startedAt = performance.now()
    const answer = provider.charge(key, 'pm_card_slow')
    await provider.ledgerBecomes(key, 'running 0 - 0')

    const { status, body } = await answer
    assert.ok(performance.now() - startedAt >= provider.slowMs)
    assert.deepEqual([status, body.status], [201, 'captured'])
    assert.equal(await provider.ledger(key), 'captured 1500 - 0')
  })

  it('lets a repeat join the slow charge that runs: both are answered, one is captured', async () => {
    const startedAt = performance.now()
    const original = provider.charge(key, 'pm_card_slow')
    await provider.ledgerBecomes(key, 'running 0 - 0')
    const second = await provider.charge(key, 'pm_card_slow')
    assert.ok(performance.now() - startedAt >= provider.slowMs)
    const first = await original

    assert.deepEqual([first.status, first.body.status], [201, 'captured'])
    assert.deepEqual([second.status, second.body.status], [200, 'captured'])
    assert.equal(await provider.ledger(key), 'captured 1500 - 0')
  })

  it('captures a slow charge whose client has gone away', async () => {
    const impatience = new AbortController()
    const body = JSON.stringify({ amountCents: 1, currency: 'EUR', paymentMethod: 'pm_card_slow' })
    const headers = { 'content-type': 'application/json', 'idempotency-key': key }
    const gone = fetch(`${provider.address}/charges`, {
      method: 'POST',
      headers,
      body,
      signal: impatience.signal,
    })
    const isGone = assert.rejects(gone, { name: 'AbortError' })
    await provider.ledgerBecomes(key, 'running 0 - 0')
    impatience.abort()
    await isGone

    await provider.ledgerBecomes(key, 'captured 1 - 0')
  })

  it('answers 200 charges at once with its ten connections', async () => {
    const answers = await atOnce(200, (index) => provider.charge(`${key}-${index}`, 'pm_card_visa'))

    assert.ok(answers.every(({ status }) => status === 201))
  })

  it('answers 200 slow charges at once, because waiting takes no connection', async () => {
    await using slow = await givenProvider(databaseUrl, 3_000) // far slower than the work on a busy machine
    const startedAt = performance.now()
    const answers = await atOnce(200, (index) => slow.charge(`${key}-${index}`, 'pm_card_slow'))

    assert.ok(answers.every(({ body }) => body.status === 'captured'))
    assert.ok(performance.now() - startedAt < 10 * slow.slowMs) // ten at a time: 60 seconds
  })
})
