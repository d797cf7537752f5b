// Accounts through their contract.
import assert from 'node:assert/strict'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { v7 as uuidv7 } from 'uuid'
import { makeTokenVerifier } from '../../../shared/token.ts'
import { givenAuth, type GivenAuth, log2Cost, ttlSeconds } from './given-auth.ts'

const password = 'correct horse'
const newEmail = () => `${uuidv7()}@shop.example`

describe('accounts', () => {
  let given: GivenAuth
  before(async () => (given = await givenAuth()))
  after(() => given.close())

  describe('registration', () => {
    it('opens an account for a customer, who is logged in at once', async () => {
      const email = newEmail()
      const session = await given.auth.register({ email, password })
      assert.equal(session.user.email, email)
      assert.equal(session.user.role, 'customer')
      const caller = await given.verify(session.accessToken)
      assert.deepEqual(caller, { userId: session.user.id, role: 'customer' })
    })

    it('refuses an email that has an account, and leaves that as it was', async () => {
      const email = newEmail()
      await given.auth.register({ email, password })
      const again = given.auth.register({ email, password: 'another password' })
      await assert.rejects(again, { kind: 'conflict', code: 'email_taken' })
      await given.auth.login({ email, password })
    })

    it('opens one account when two ask for it at once', async () => {
      const email = newEmail()
      const both = [
        given.auth.register({ email, password }),
        given.auth.register({ email, password }),
      ]
      const outcomes = await Promise.allSettled(both)
      assert.deepEqual(outcomes.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
    })

    it('keeps no password, and the same password twice in two ways', async () => {
      const emails = [newEmail(), newEmail()]
      for (const email of emails) await given.auth.register({ email, password })
      const stored = await given.db('users').whereIn('email', emails)
      assert.doesNotMatch(JSON.stringify(stored), new RegExp(password))
      assert.equal(new Set(stored.map(({ password_hash }) => password_hash as string)).size, 2)
    })
  })

  describe('login', () => {
    it('takes the right password', async () => {
      const email = newEmail()
      const { user } = await given.auth.register({ email, password })
      const session = await given.auth.login({ email, password })
      assert.deepEqual(session.user, user)
      assert.equal(session.tokenType, 'Bearer')
      assert.equal(session.expiresIn, ttlSeconds)
    })

    it('refuses a wrong password and an unknown email with the same words', async () => {
      const email = newEmail()
      await given.auth.register({ email, password })
      const words = { kind: 'unauthenticated', code: 'invalid_credentials' }
      const message = 'no account has this email and password'
      const wrong = given.auth.login({ email, password: 'wrong horse' })
      await assert.rejects(wrong, { ...words, message })
      const unknown = given.auth.login({ email: newEmail(), password })
      await assert.rejects(unknown, { ...words, message })
    })

    it('takes as long for an unknown email as for a wrong password', async () => {
      const auth = given.withCost(15)
      const email = newEmail()
      await auth.register({ email, password })
      const time = async (tried: string) => {
        const startedAt = performance.now()
        await assert.rejects(auth.login({ email: tried, password: 'wrong horse' }))
        return performance.now() - startedAt
      }
      const wrong: number[] = []
      const unknown: number[] = []
      for (let round = 0; round < 5; round++) {
        wrong.push(await time(email))
        unknown.push(await time(newEmail()))
      }
      // Without a hash to compare with, the unknown would be done in a twentieth of the time.
      assert.ok(Math.min(...unknown) > Math.min(...wrong) / 2, JSON.stringify({ unknown, wrong }))
    })

    it('takes old passwords after their cost was raised, and new ones', async () => {
      const auth = given.withCost(log2Cost + 1)
      const [oldEmail, email] = [newEmail(), newEmail()]
      await given.auth.register({ email: oldEmail, password })
      await auth.register({ email, password })
      await auth.login({ email: oldEmail, password })
      await auth.login({ email, password })
    })

    it('takes an é however the keyboard sends it', async () => {
      const email = newEmail()
      await given.auth.register({ email, password: 'café au lait'.normalize('NFC') })
      await given.auth.login({ email, password: 'café au lait'.normalize('NFD') })
    })
  })

  describe('tokens', () => {
    it('can be verified with nothing but the published keys', async () => {
      const { accessToken, user } = await given.auth.register({ email: newEmail(), password })
      const keys = await given.auth.getKeys()
      const caller = await makeTokenVerifier(createLocalJWKSet(keys))(accessToken)
      assert.equal(caller.userId, user.id)
    })

    it('say who, for whom and how long, and nothing else', async () => {
      const { accessToken, user } = await given.auth.register({ email: newEmail(), password })
      const keys = createLocalJWKSet(await given.auth.getKeys())
      const { payload } = await jwtVerify(accessToken, keys)
      const { iat = 0, exp = 0, ...claims } = payload
      assert.deepEqual(claims, { sub: user.id, role: 'customer', iss: 'shop', aud: 'shop' })
      assert.equal(exp - iat, ttlSeconds)
    })

    it('are signed with a key whose private half stays at home', async () => {
      const { keys } = await given.auth.getKeys()
      assert.equal(keys.length, 1)
      const { x, kid, ...rest } = keys[0]!
      assert.ok(x && kid)
      assert.deepEqual(rest, { kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA' })
    })
  })
})
