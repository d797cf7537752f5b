// The routes of accounts: what they let in, and how often.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { givenHttp, type GivenHttp } from '../../../shared/test/given-http.ts'
import { authRoutes } from '../auth-http.ts'
import { givenAuth, type GivenAuth } from './given-auth.ts'

const password = 'correct horse'
const newEmail = () => `${uuidv7()}@shop.example`

describe('the routes of accounts', () => {
  let given: GivenAuth
  let http: GivenHttp
  before(async () => (given = await givenAuth()))
  after(() => given.close())
  beforeEach(async () => {
    // New routes, so that no test spends what the next one may try.
    const limits = { registrationsPerMinute: 3, loginsPerMinute: 2 }
    http = await givenHttp(authRoutes(given.auth, limits))
  })
  afterEach(() => http.close())

  const register = (body: unknown) => http.send('POST', '/auth/register', { body })
  const login = (body: unknown) => http.send('POST', '/auth/login', { body })

  it('answer 201 to a registration and 200 to a login', async () => {
    const email = newEmail()
    const registered = await register({ email, password })
    assert.equal(registered.status, 201)
    const loggedIn = await login({ email, password })
    assert.equal(loggedIn.status, 200)
    assert.deepEqual(loggedIn.body['user'], registered.body['user'])
  })

  it('take an email in any case, with spaces around it', async () => {
    const email = newEmail()
    await register({ email: `  ${email.toUpperCase()} `, password })
    assert.equal((await login({ email, password })).status, 200)
  })

  it('publish the keys', async () => {
    const { status, body } = await http.send('GET', '/auth/jwks')
    assert.deepEqual([status, body], [200, await given.auth.getKeys()])
  })

  const refused: [string, unknown, string[]][] = [
    ['no email', { password }, ['email']],
    ['an email that is none', { email: 'demo', password }, ['email']],
    [
      'an email of 255 characters',
      { email: `${'x'.repeat(242)}@shop.example`, password },
      ['email'],
    ],
    ['an email in a list', { email: [newEmail()], password }, ['email']],
    ['a password of 9 characters', { email: newEmail(), password: '123456789' }, ['password']],
    [
      'a password of 129 characters',
      { email: newEmail(), password: 'x'.repeat(129) },
      ['password'],
    ],
    ['a NUL in the password', { email: newEmail(), password: 'correct\0horse' }, ['password']],
    ['a role of one’s own choice', { email: newEmail(), password, role: 'admin' }, ['role']],
    ['no body', undefined, ['']],
  ]
  for (const [kind, body, paths] of refused) {
    it(`refuse ${kind}`, async () => {
      for (const answer of [await register(body), await login(body)]) {
        assert.equal(answer.status, 400)
        assert.deepEqual(
          answer.body.errors?.map(({ path }) => path),
          paths,
        )
      }
    })
  }

  it('slow down who guesses a password, even when the guess is right at last', async () => {
    const email = newEmail()
    await register({ email, password })
    const guess = { email, password: 'wrong horse' }
    assert.deepEqual([(await login(guess)).status, (await login(guess)).status], [401, 401])
    const third = await login({ email, password })
    assert.deepEqual([third.status, third.body.code], [429, 'rate_limited'])
    const seconds = Number(third.headers.get('retry-after'))
    assert.ok(seconds > 0 && seconds <= 60, `Retry-After: ${seconds}`)
  })

  it('count the guesses for each email alone', async () => {
    const [email, other] = [newEmail(), newEmail()]
    await register({ email: other, password })
    const guess = { email, password: 'wrong horse' }
    for (let times = 0; times < 3; times++) await login(guess)
    assert.equal((await login({ email: other, password })).status, 200)
  })

  it('do not count logins that succeed', async () => {
    const email = newEmail()
    await register({ email, password })
    for (let times = 0; times < 5; times++) {
      assert.equal((await login({ email, password })).status, 200)
    }
  })

  it('slow down who opens many accounts', async () => {
    for (let times = 0; times < 3; times++) await register({ email: newEmail(), password })
    const fourth = await register({ email: newEmail(), password })
    assert.deepEqual([fourth.status, fourth.body.code], [429, 'rate_limited'])
    assert.ok(Number(fourth.headers.get('retry-after')) > 0)
  })

  it('name the methods that they have', async () => {
    const { status, headers } = await http.send('GET', '/auth/login')
    assert.deepEqual([status, headers.get('allow')], [405, 'POST'])
  })
})
