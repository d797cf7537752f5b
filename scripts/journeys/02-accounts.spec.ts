// Accounts: opening one, logging in, and a token that anybody can verify.
import assert from 'node:assert/strict'
import { createPublicKey, randomUUID, verify } from 'node:crypto'
import { getAdmin, logIn, newCredentials, register, tryRegister } from './account.ts'
import { makeCustomer } from './customer.ts'
import { call, expectRefusal, expectStatus } from './http.ts'
import type { Credentials, Key, Session } from './types.ts'

const tryLogIn = (credentials: Credentials) => call('POST', '/auth/login', { json: credentials })
const getKeys = () => expectStatus<{ keys: Key[] }>(200, call('GET', '/auth/jwks'))

describe('an account', function () {
  this.timeout('120s')

  it('is opened with an email and a password, and is a customer’s', async () => {
    const credentials = newCredentials()
    const session = await expectStatus<Session>(201, tryRegister(credentials))
    assert.equal(session.user.email, credentials.email)
    assert.equal(session.user.role, 'customer')
    const { items } = await makeCustomer(await register()).getCart()
    assert.deepEqual(items, [])
  })

  it('is entered again with the same email and password', async () => {
    const { email, password, user } = await register()
    const session = await logIn({ email, password })
    assert.deepEqual(session.user, user)
  })

  it('does not mind upper case or spaces around the email', async () => {
    const { email, password } = newCredentials()
    const { user } = await register({ email: `  ${email.toUpperCase()} `, password })
    assert.equal(user.email, email)
    const session = await logIn({ email: ` ${email.toUpperCase()}  `, password })
    assert.equal(session.user.id, user.id)
  })

  it('is one per email', async () => {
    const { email, password } = await register()
    for (const same of [email, email.toUpperCase()]) {
      const again = { email: same, password: randomUUID() }
      await expectRefusal(409, 'email_taken', tryRegister(again))
    }
    await logIn({ email, password })
  })

  it('is one per email, even if many open it at once', async () => {
    const credentials = newCredentials()
    const answers = await Promise.all(Array.from({ length: 5 }, () => tryRegister(credentials)))
    const statuses = answers.map(({ status }) => String(status)).toSorted()
    assert.deepEqual(statuses, ['201', '409', '409', '409', '409'])
  })

  it('takes passwords of 10 to 128 characters, whatever they are', async () => {
    for (const password of ['x'.repeat(10), 'x'.repeat(128), 'pässwörd 密码 🔑', ' '.repeat(12)]) {
      const { email } = newCredentials()
      await register({ email, password })
      await logIn({ email, password })
    }
    for (const password of ['', 'x'.repeat(9), 'x'.repeat(129)]) {
      const refused = tryRegister({ ...newCredentials(), password })
      const { errors } = await expectRefusal(400, 'invalid_request', refused)
      assert.deepEqual(
        errors?.map(({ path }) => path),
        ['password'],
      )
    }
  })

  it('is not opened for something that is no email', async () => {
    const tooLong = `${'x'.repeat(60)}@${`${'y'.repeat(60)}.`.repeat(4)}example`
    for (const email of ['', 'ada', 'ada@', '@shop.example', 'a b@shop.example', tooLong]) {
      const refused = tryRegister({ ...newCredentials(), email })
      const { errors } = await expectRefusal(400, 'invalid_request', refused)
      assert.equal(errors?.[0]?.path, 'email')
    }
  })

  it('does not tell whether the email or the password was wrong', async () => {
    const { email } = await register()
    const wrong = [{ ...newCredentials(), email }, newCredentials()]
    const [password, unknown] = await Promise.all(
      wrong.map((one) => expectRefusal(401, 'invalid_credentials', tryLogIn(one))),
    )
    assert.deepEqual({ ...password, requestId: '' }, { ...unknown, requestId: '' })
  })

  it('is protected from guessing: too many wrong passwords, and even the right one must wait', async () => {
    const { email, password } = await register()
    const statuses: number[] = []
    while (statuses.at(-1) !== 429 && statuses.length < 100) {
      const { status } = await tryLogIn({ email, password: randomUUID() })
      statuses.push(status)
    }
    assert.deepEqual([...new Set(statuses)], [401, 429])
    await expectRefusal(429, 'rate_limited', tryLogIn({ email, password }))
    const other = await register()
    await logIn({ email: other.email, password: other.password })
  })

  it('comes with a token that everybody can verify with the published keys', async () => {
    const { email, password } = await register()
    const { accessToken, expiresIn, user } = await logIn({ email, password })
    const [header, payload, signature] = accessToken.split('.') as [string, string, string]
    const { kid, alg } = decode(header)
    const jwk = (await getKeys()).keys.find((key) => key.kid === kid)
    assert.equal(alg, 'EdDSA')
    const key = createPublicKey({ key: jwk!, format: 'jwk' })
    const signed = Buffer.from(`${header}.${payload}`)
    assert.ok(verify(null, signed, key, Buffer.from(signature, 'base64url')))

    const { iat, exp, ...claims } = decode(payload) as { iat: number; exp: number }
    assert.deepEqual(claims, { sub: user.id, role: 'customer', iss: 'shop', aud: 'shop' })
    assert.equal(exp - iat, expiresIn)
  })

  it('of an admin says so in its token', async () => {
    const { user, token } = await getAdmin()
    assert.equal(user.role, 'admin')
    assert.equal(decode((await token()).split('.')[1]!)['role'], 'admin')
  })
})

const decode = (part: string) =>
  JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>
