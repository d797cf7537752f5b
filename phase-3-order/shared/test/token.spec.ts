// Access tokens: only ours, only in time, and only for this shop.
import assert from 'node:assert/strict'
import { Router } from 'express'
import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import { AppError } from '../errors.ts'
import {
  callerOf,
  makeTokenVerifier,
  requireRole,
  requireUser,
  type VerifyToken,
} from '../token.ts'
import { givenHttp, type GivenHttp } from './given-http.ts'

const userId = '0195b736-d7f2-79fe-b940-3893690ab286'
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600
const claims = () => ({ sub: userId, role: 'customer', iss: 'shop', aud: 'shop', exp: inAnHour() })
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

async function givenKey() {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  const jwk = await exportJWK(publicKey)
  const sign = (payload: JWTPayload) =>
    new SignJWT(payload).setProtectedHeader({ alg: 'EdDSA', kid: 'ours' }).sign(privateKey)
  // A key set may have keys for other purposes as well.
  const other = await generateKeyPair('ES256', { extractable: true })
  const signDifferently = (payload: JWTPayload) =>
    new SignJWT(payload).setProtectedHeader({ alg: 'ES256' }).sign(other.privateKey)
  const keys = [{ ...jwk, kid: 'ours', alg: 'EdDSA' }, await exportJWK(other.publicKey)]
  return { jwk, sign, signDifferently, find: createLocalJWKSet({ keys }) }
}

describe('an access token', () => {
  let ours: Awaited<ReturnType<typeof givenKey>>
  let verify: VerifyToken
  before(async () => {
    ours = await givenKey()
    verify = makeTokenVerifier(ours.find)
  })

  it('says who is calling', async () => {
    const token = await ours.sign(claims())
    assert.deepEqual(await verify(token), { userId, role: 'customer' })
  })

  const refused: Record<string, () => Promise<string> | string> = {
    'that has expired': () => ours.sign({ ...claims(), exp: inAnHour() - 3700 }),
    'that never expires': () => ours.sign({ ...claims(), exp: undefined }),
    'that is not valid yet': () => ours.sign({ ...claims(), nbf: inAnHour() }),
    'of another issuer': () => ours.sign({ ...claims(), iss: 'bank' }),
    'for somebody else': () => ours.sign({ ...claims(), aud: 'bank' }),
    'without a user': () => ours.sign({ ...claims(), sub: undefined }),
    'of a user who is none': () => ours.sign({ ...claims(), sub: 'root' }),
    'without a role': () => ours.sign({ ...claims(), role: undefined }),
    'signed with another key': async () => (await givenKey()).sign(claims()),
    'signed with a key that is not for tokens': () => ours.signDifferently(claims()),
    'that was changed': async () => {
      const [header, , signature] = (await ours.sign(claims())).split('.')
      return `${header}.${base64({ ...claims(), role: 'admin' })}.${signature}`
    },
    'without a signature': () => `${base64({ alg: 'none' })}.${base64(claims())}.`,
    'signed with our public key as if it were a password': () =>
      new SignJWT(claims())
        .setProtectedHeader({ alg: 'HS256', kid: 'ours' })
        .sign(Buffer.from(ours.jwk.x ?? '', 'base64url')),
    'that is not one': () => 'hello',
  }
  for (const [kind, make] of Object.entries(refused)) {
    it(`${kind} is refused`, async () => {
      await assert.rejects(verify(await make()), { kind: 'unauthenticated' })
    })
  }

  it('is not to blame when there are no keys to verify it with', async () => {
    const verifyLater = makeTokenVerifier(async () => {
      throw new AppError('unavailable', 'the keys are away')
    })
    await assert.rejects(verifyLater(await ours.sign(claims())), { kind: 'unavailable' })
    await assert.rejects(verifyLater('hello'), { kind: 'unauthenticated' })
  })

  describe('in a request', () => {
    let http: GivenHttp
    before(async () => {
      const router = Router()
      const authenticated = requireUser(verify)
      router.get(
        '/me',
        authenticated,
        (_request, response) => void response.json(callerOf(response)),
      )
      router.get('/vault', authenticated, requireRole('admin'), (_request, response) => {
        response.json({ gold: true })
      })
      http = await givenHttp(router)
    })
    after(() => http.close())

    const get = (path: string, authorization?: string) =>
      http.send('GET', path, authorization === undefined ? {} : { headers: { authorization } })

    it('lets the caller in', async () => {
      const { status, body } = await get('/me', `Bearer ${await ours.sign(claims())}`)
      assert.deepEqual([status, body], [200, { userId, role: 'customer' }])
    })

    it('is asked for when it is missing', async () => {
      for (const authorization of [undefined, '', 'Bearer', 'Basic ZGVtbzpkZW1v', 'Bearer a b']) {
        const { status, headers, body } = await get('/me', authorization)
        assert.deepEqual([status, body.code], [401, 'unauthenticated'], String(authorization))
        assert.equal(headers.get('www-authenticate'), 'Bearer')
      }
    })

    it('of a customer is not enough for what is the admins’', async () => {
      const customer = await get('/vault', `Bearer ${await ours.sign(claims())}`)
      assert.deepEqual([customer.status, customer.body.code], [403, 'forbidden'])
      const admin = await get('/vault', `Bearer ${await ours.sign({ ...claims(), role: 'admin' })}`)
      assert.equal(admin.status, 200)
    })
  })
})
