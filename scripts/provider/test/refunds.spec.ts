// Refunds: never twice, never more than was captured, and an undo that overtakes its charge stops it for good.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { atOnce, givenDatabase, givenProvider } from './given-provider.ts'

describe('card processor: refunds', () => {
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

  it('gives back what was captured, once, and repeats its answer', async () => {
    await provider.charge(key, 'pm_card_visa')
    const first = await provider.refund(`r-${key}`, key)
    const second = await provider.refund(`r-${key}`, key)

    assert.deepEqual([first.status, second.status], [201, 200])
    const given = { key: `r-${key}`, chargeKey: key, status: 'refunded', amountCents: 1500 }
    assert.deepEqual([first.body, second.body], [given, given])
    assert.equal(await provider.ledger(key), 'refunded 1500 - 1500')
    assert.equal((await provider.charge(key, 'pm_card_visa')).body.status, 'captured')
  })

  it('gives back once when the same refund comes twenty times at the same moment', async () => {
    await provider.charge(key, 'pm_card_visa')
    const answers = await atOnce(20, () => provider.refund(`r-${key}`, key, 500))

    assert.equal(answers.filter(({ status }) => status === 201).length, 1)
    assert.ok(answers.every(({ body }) => body.amountCents === 500))
    assert.equal(await provider.ledger(key), 'captured 1500 - 500')
  })

  it('gives back in parts, and refuses more than is left', async () => {
    await provider.charge(key, 'pm_card_visa')
    assert.equal((await provider.refund(`r1-${key}`, key, 1000)).status, 201)

    const tooMuch = await provider.refund(`r2-${key}`, key, 501)
    assert.deepEqual([tooMuch.status, tooMuch.body.code], [422, 'refund_exceeds_charge'])
    assert.equal(await provider.ledger(key), 'captured 1500 - 1000')

    assert.equal((await provider.refund(`r2-${key}`, key, 500)).status, 201)
    assert.equal(await provider.ledger(key), 'refunded 1500 - 1500')
  })

  it('never gives back more than was captured to different refunds at the same moment', async () => {
    await provider.charge(key, 'pm_card_visa')
    const answers = await atOnce(10, (index) => provider.refund(`r${index}-${key}`, key, 400))

    assert.equal(answers.filter(({ status }) => status === 201).length, 3)
    assert.equal(answers.filter(({ status }) => status === 422).length, 7)
    assert.equal(await provider.ledger(key), 'captured 1500 - 1200')
  })

  it('refuses a key that belongs to another refund, and leaves the other charge alone', async () => {
    await provider.charge(key, 'pm_card_visa')
    await provider.refund(`r-${key}`, key, 500)

    const otherAmount = await provider.refund(`r-${key}`, key, 501)
    const otherCharge = await provider.refund(`r-${key}`, `other-${key}`, 500)
    for (const { status, body } of [otherAmount, otherCharge]) {
      assert.deepEqual([status, body.code], [422, 'idempotency_key_reused'])
    }
    assert.equal(await provider.ledger(key), 'captured 1500 - 500')
    assert.equal(await provider.ledger(`other-${key}`), 'nothing')
  })

  it('lets one refund win when a key comes for ten charges at the same moment', async () => {
    await atOnce(10, (index) => provider.charge(`${key}-${index}`, 'pm_card_visa'))
    const answers = await atOnce(10, (index) => provider.refund(`r-${key}`, `${key}-${index}`))

    assert.equal(answers.filter(({ status }) => status === 201).length, 1)
    assert.equal(answers.filter(({ status }) => status === 422).length, 9)
    const entries = await atOnce(10, (index) => provider.ledger(`${key}-${index}`))
    assert.equal(entries.filter((entry) => entry === 'captured 1500 - 0').length, 9)
  })

  it('voids a charge that never came, so that it captures nothing when it comes late', async () => {
    const refund = await provider.refund(`r-${key}`, key)
    assert.deepEqual([refund.status, refund.body.status], [201, 'voided'])
    assert.equal(refund.body.amountCents, 0)

    const late = await provider.charge(key, 'pm_card_visa')
    const repeated = await provider.charge(key, 'pm_card_visa')
    const other = await provider.charge(key, 'pm_card_visa', { amountCents: 1 })
    assert.deepEqual([late.status, late.body.status], [201, 'voided'])
    assert.deepEqual([repeated.status, repeated.body.status], [200, 'voided'])
    assert.equal(other.status, 422)
    assert.equal(await provider.ledger(key), 'voided 0 - 0')
  })

  it('voids a late flaky and a late slow charge as well, at once', async () => {
    for (const card of ['pm_card_flaky', 'pm_card_slow']) {
      await provider.refund(`r-${card}-${key}`, `${card}-${key}`)
      assert.equal((await provider.charge(`${card}-${key}`, card)).body.status, 'voided')
    }
  })

  it('voids a slow charge that still runs, whose client is then told so', async () => {
    const charge = provider.charge(key, 'pm_card_slow')
    await provider.ledgerBecomes(key, 'running 0 - 0')
    assert.equal((await provider.refund(`r-${key}`, key)).body.status, 'voided')

    assert.equal((await charge).body.status, 'voided')
    assert.equal(await provider.ledger(key), 'voided 0 - 0')
  })

  it('voids a flaky charge between its attempts', async () => {
    await provider.charge(key, 'pm_card_flaky')
    assert.equal((await provider.refund(`r-${key}`, key)).body.status, 'voided')

    const late = await provider.charge(key, 'pm_card_flaky')
    assert.deepEqual([late.status, late.body.status], [200, 'voided'])
  })

  it('has nothing to give back for a declined charge', async () => {
    await provider.charge(key, 'pm_card_declined')
    const { body } = await provider.refund(`r-${key}`, key)

    assert.deepEqual([body.status, body.amountCents], ['voided', 0])
    assert.equal(await provider.ledger(key), 'declined 0 - 0')
  })

  it('says the same to charge and refund when they race, and leaves no money behind', async () => {
    await atOnce(50, async (index) => {
      const id = `${key}-${index}`
      const [charge, refund] = await Promise.all([
        provider.charge(id, 'pm_card_visa'),
        provider.refund(`r-${id}`, id),
      ])
      await agree(id, charge.body.status, refund.body.status)
    })
  })

  it('says the same to both when the refund comes just as a slow charge is due', async () => {
    await atOnce(50, async (index) => {
      const id = `${key}-${index}`
      const charge = provider.charge(id, 'pm_card_slow')
      await new Promise((resolve) => setTimeout(resolve, provider.slowMs - 25 + index))
      const refund = await provider.refund(`r-${id}`, id)
      await agree(id, (await charge).body.status, refund.body.status)
    })
  })

  async function agree(id: string, charge: unknown, refund: unknown) {
    const entry = await provider.ledger(id)
    const isRefunded = refund === 'refunded'
    assert.deepEqual(
      [charge, refund, entry],
      isRefunded
        ? ['captured', 'refunded', 'refunded 1500 - 1500']
        : ['voided', 'voided', 'voided 0 - 0'],
    )
  }
})
