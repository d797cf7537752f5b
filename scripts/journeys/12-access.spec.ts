// Who may do what: without a valid token nothing, and a customer's token is not an admin's.
import assert from 'node:assert/strict'
import { createHmac, createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { newCustomer, type Customer } from './customer.ts'
import { call, expectRefusal, expectStatus } from './http.ts'
import type { Key } from './types.ts'
import { fillIn, operations } from './openapi.ts'

type Json = Record<string, unknown>

describe('access', function () {
  this.timeout('120s')

  it('to the catalogue is free', async () => {
    for (const path of ['/products', '/categories']) {
      await expectStatus(200, call('GET', path))
    }
  })

  it('to everything else needs a token', async () => {
    const guarded = operations.filter(({ needsToken }) => needsToken)
    assert.ok(guarded.length >= 12)
    for (const { method, path } of guarded) {
      const asked = call(method, fillIn(path, randomUUID()))
      await expectRefusal(401, 'unauthenticated', asked)
    }
  })

  it('needs the token in the right place and the right form', async () => {
    const token = await (await newCustomer()).account.token()
    const forms = ['', 'Bearer', 'Bearer ', token, `Basic ${token}`, `Bearer ${token} ${token}`]
    forms.push('Bearer undefined', 'Bearer a.b.c', 'Bearer ..', `Bearer "${token}"`)
    for (const authorization of forms) {
      const asked = call('GET', '/cart', { headers: { authorization } })
      await expectRefusal(401, 'unauthenticated', asked)
    }
  })

  it('is refused to a token that nobody has signed', async () => {
    const [header, payload] = await partsOf(await newCustomer())
    for (const alg of ['none', 'None', 'NONE']) {
      const unsigned = `${encode({ ...header, alg })}.${encode(payload)}.`
      await assertForged(unsigned)
    }
  })

  it('is refused to a token that is signed with the public key as a secret', async () => {
    const [header, payload] = await partsOf(await newCustomer())
    const { keys } = await expectStatus<{ keys: Key[] }>(200, call('GET', '/auth/jwks'))
    const jwk = keys[0]!
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    const secrets = [
      jwk.x,
      Buffer.from(jwk.x, 'base64url'),
      key.export({ format: 'pem', type: 'spki' }),
      key.export({ format: 'der', type: 'spki' }),
      JSON.stringify(jwk),
    ]
    for (const secret of secrets) {
      const signed = `${encode({ ...header, alg: 'HS256' })}.${encode(payload)}`
      const signature = createHmac('sha256', secret).update(signed).digest('base64url')
      await assertForged(`${signed}.${signature}`)
    }
  })

  it('is refused to a token that somebody else has signed', async () => {
    const [header, payload] = await partsOf(await newCustomer())
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const jwk = publicKey.export({ format: 'jwk' })
    const headers = [header, { ...header, kid: 'mine' }, { ...header, jwk }, { alg: 'EdDSA' }]
    for (const one of headers) {
      const signed = `${encode(one)}.${encode({ ...payload, role: 'admin' })}`
      const signature = sign(null, Buffer.from(signed), privateKey).toString('base64url')
      await assertForged(`${signed}.${signature}`)
    }
  })

  it('is refused to a token that was changed after it was signed', async () => {
    const ada = await newCustomer()
    const [, payload] = await partsOf(ada)
    const [header, , signature] = (await ada.account.token()).split('.') as [string, string, string]
    const changes = [{ role: 'admin' }, { sub: randomUUID() }, { exp: 4_000_000_000 }]
    for (const change of changes) {
      await assertForged(`${header}.${encode({ ...payload, ...change })}.${signature}`)
    }
    await assertForged(`${header}.${encode(payload)}.${signature.slice(0, -4)}`)
    await assertForged(`${header}.${encode(payload)}.`)
  })

  it('to the reports is the admin’s alone', async () => {
    const ada = await newCustomer()
    const reports = operations.filter(({ responses }) => '403' in responses)
    assert.equal(reports.length, 3)
    for (const { method, path } of reports) {
      await expectRefusal(403, 'forbidden', ada.ask(method, path))
    }
  })
})

const encode = (part: Json) => Buffer.from(JSON.stringify(part)).toString('base64url')

async function partsOf(customer: Customer): Promise<[header: Json, payload: Json]> {
  const [header, payload] = (await customer.account.token())
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json)
  return [header!, payload!]
}

async function assertForged(token: string) {
  for (const path of ['/cart', '/orders', '/analytics/revenue']) {
    await expectRefusal(401, 'unauthenticated', call('GET', path, { token }))
  }
}
