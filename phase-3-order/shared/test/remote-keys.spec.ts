// Keys that another service publishes: fetched once, kept while it is down, and never the customer's fault.
import assert from 'node:assert/strict'
import { pino } from 'pino'
import { until } from '../../../scripts/until.ts'
import { makeRemoteKeys } from '../remote-keys.ts'
import { makeTokenVerifier } from '../token.ts'
import { type GivenKeys, givenKeys } from './given-keys.ts'

const userId = '0195b736-d7f2-79fe-b940-3893690ab286'
const log = pino({ level: 'silent' })
const unavailable = { kind: 'unavailable', code: 'unavailable' }
const unauthenticated = { kind: 'unauthenticated' }

describe('the keys of another service', () => {
  let keys: GivenKeys
  beforeEach(async () => (keys = await givenKeys()))
  afterEach(() => keys.die())

  const verifierOf = (patience: Parameters<typeof makeRemoteKeys>[2] = {}) =>
    makeTokenVerifier(makeRemoteKeys(keys.url, log, patience))

  it('are fetched once, for all who come at the same moment and later', async () => {
    const verify = verifierOf()
    assert.equal(keys.fetches, 0)
    const token = await keys.tokenOf(userId)
    const callers = await Promise.all(Array.from({ length: 20 }, () => verify(token)))
    assert.deepEqual(new Set(callers.map((caller) => caller.userId)), new Set([userId]))
    await verify(token)
    assert.equal(keys.fetches, 1)
  })

  const troubles = [
    'an error',
    'a page that is no key set',
    'a page that is no JSON',
    'half a page',
    'nothing',
  ] as const
  for (const trouble of troubles) {
    it(`are awaited, not doubted, while ${trouble} comes instead`, async () => {
      keys.answer = trouble
      const verify = verifierOf({ timeoutMs: 1_000 })
      await assert.rejects(verify(await keys.tokenOf(userId)), unavailable)
      keys.answer = 'keys'
      assert.equal((await verify(await keys.tokenOf(userId))).userId, userId)
    })
  }

  it('are awaited while nobody listens', async () => {
    await keys.die()
    await assert.rejects(verifierOf()(await keys.tokenOf(userId)), unavailable)
  })

  it('are not needed to refuse what is no token', async () => {
    await keys.die()
    await assert.rejects(verifierOf()('hello'), unauthenticated)
  })

  it('are kept when the service dies', async () => {
    const verify = verifierOf({ cooldownMs: 0, refreshMs: 0 })
    const token = await keys.tokenOf(userId)
    await verify(token)
    await keys.die()
    for (let i = 0; i < 3; i++) assert.equal((await verify(token)).userId, userId)
    await keys.change()
    await assert.rejects(verify(await keys.tokenOf(userId)), unavailable)
    assert.equal((await verify(token)).userId, userId)
  })

  it('are fetched again for a key that is new', async () => {
    const verify = verifierOf({ cooldownMs: 0 })
    await verify(await keys.tokenOf(userId))
    await keys.change()
    assert.equal((await verify(await keys.tokenOf(userId))).userId, userId)
    assert.equal(keys.fetches, 2)
  })

  it('are not fetched for each key that somebody makes up', async () => {
    const verify = verifierOf()
    await verify(await keys.tokenOf(userId))
    await keys.change()
    for (let i = 0; i < 5; i++) {
      await assert.rejects(verify(await keys.tokenOf(userId)), unauthenticated)
    }
    assert.equal(keys.fetches, 1)
  })

  it('are not tried out one by one on a token that names none', async () => {
    keys.answer = 'two keys'
    const verify = verifierOf()
    assert.equal((await verify(await keys.tokenOf(userId))).userId, userId)
    await assert.rejects(verify(await keys.namelessTokenOf(userId)), unauthenticated)
  })

  it('are refreshed, so that one that was withdrawn is refused', async () => {
    const verify = verifierOf({ refreshMs: 0 })
    const token = await keys.tokenOf(userId)
    await verify(token)
    await keys.change()
    await until(
      'the old key is refused',
      () => verify(token).catch((error: { kind: string }) => error.kind),
      (outcome) => outcome === 'unauthenticated',
    )
  })

  it('are refreshed without letting anybody wait', async () => {
    const verify = verifierOf({ refreshMs: 0, timeoutMs: 60_000 })
    const token = await keys.tokenOf(userId)
    await verify(token)
    keys.answer = 'nothing'
    for (let i = 0; i < 3; i++) assert.equal((await verify(token)).userId, userId)
    await until(
      'a refresh is under way',
      async () => keys.fetches,
      (fetches) => fetches === 2,
    )
  })
})
