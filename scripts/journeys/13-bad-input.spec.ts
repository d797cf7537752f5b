// Bad input: refused with a reason, never an accident, and nothing has happened.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { getAdmin, newCredentials, register, tryRegister } from './account.ts'
import { aProduct } from './catalogue.ts'
import { makeCustomer, newCustomer, type Customer } from './customer.ts'
import { call, expectRefusal, expectStatus } from './http.ts'
import { fillIn, operations, paths } from './openapi.ts'
import { bodyOf, expectRefusals } from './bad-bodies.ts'

describe('bad input', function () {
  this.timeout('120s')
  let ada: Customer
  let productId: string
  let sender: { customer: Customer; productId: string }

  beforeEach(async () => {
    ada = await newCustomer()
    productId = (await aProduct()).id
    sender = { customer: ada, productId }
  })

  it('that is not JSON, or no JSON object, is refused', async () => {
    const deep = '['.repeat(5_000) + ']'.repeat(5_000)
    const bodies = [
      '',
      '{',
      '{"a":1}}',
      "{'a':1}",
      'null',
      'true',
      '42',
      '"text"',
      '[]',
      '[{}]',
      deep,
    ]
    const spoil = () => bodies.map((raw) => ({ raw }))
    await expectRefusals(400, 'invalid_request', sender, spoil)
  })

  it('in another format than UTF-8 JSON is refused', async () => {
    const formats: Record<string, string>[] = [
      { 'content-type': 'text/plain' },
      { 'content-type': 'application/x-www-form-urlencoded' },
      { 'content-type': 'application/json; charset=latin1' },
      { 'content-type': 'application/jsonx' },
      { 'content-type': 'application/json', 'content-encoding': 'nonsense' },
      {},
    ]
    const spoil = (good: object) =>
      formats.map((headers) => ({ headers, raw: Buffer.from(JSON.stringify(good)) }))
    await expectRefusals(415, 'unsupported_media_type', sender, spoil)
  })

  it('over 32 kB is refused, and up to there it is read', async () => {
    await expectRefusals(413, 'body_too_large', sender, pad(33_000))
    await expectRefusals(413, 'body_too_large', sender, pad(1_000_000))
    await expectRefusals(400, 'invalid_request', sender, pad(31_000))
  })

  it('with a field missing, null or of the wrong type is refused, and the field is named', async () => {
    const values = [undefined, null, true, [], {}, { $gt: '' }]
    const spoil = (good: object) =>
      Object.keys(good).flatMap((path) =>
        values.map((value) => ({ path, raw: JSON.stringify({ ...good, [path]: value }) })),
      )
    await expectRefusals(400, 'invalid_request', sender, spoil)
  })

  it('with a field that nobody asked for is refused, and the field is named', async () => {
    const fields = ['id', 'userId', 'role', 'status', 'totalCents', 'constructor', '__proto__']
    const spoil = (good: object) =>
      fields.map((path) => ({ path, raw: JSON.stringify(good).replace('}', `,"${path}":{}}`) }))
    await expectRefusals(400, 'invalid_request', sender, spoil)
    assert.deepEqual((await ada.listOrders()).items, [])
  })

  it('such as a card that does not exist is refused', async () => {
    await ada.put({ id: productId }, 1)
    for (const paymentMethod of ['pm_card_gold', '', ' pm_card_visa', 'PM_CARD_VISA']) {
      const headers = { 'Idempotency-Key': randomUUID() }
      const refused = ada.ask('POST', '/orders', { json: { paymentMethod }, headers })
      await expectRefusal(400, 'invalid_request', refused)
    }
    assert.equal((await ada.getCart()).locked, false)
  })

  it('with a NUL or half a character in it is refused', async () => {
    for (const bad of ['\0', '\ud800', '\udfff']) {
      const { email, password } = newCredentials()
      for (const json of [
        { email: bad + email, password },
        { email, password: bad + password },
      ]) {
        await expectRefusal(400, 'invalid_request', tryRegister(json))
      }
    }
    for (const query of ['q=%00', 'q=a%00b', 'category=%00', 'cursor=%00', 'sort=%00']) {
      await expectRefusal(400, 'invalid_request', call('GET', `/products?${query}`))
    }
  })

  it('in place of an id is refused', async () => {
    const values = ['1', 'null', '%00', "1'%20or%20'1'='1", `${randomUUID()}0`, '%2F', '💥']
    for (const { method, path } of operations.filter((one) => one.path.includes('{'))) {
      for (const value of values) {
        const options = method === 'PUT' ? { json: { quantity: 1 } } : {}
        const refused = ada.ask(method, fillIn(path, value), options)
        await expectRefusal(400, 'invalid_request', refused)
      }
    }
  })

  it('in the address that cannot be decoded is refused', async () => {
    for (const value of ['%', '%E0%A4%A', '%zz', '%ff']) {
      await expectRefusal(400, 'invalid_request', call('GET', `/products/${value}`))
      await expectRefusal(400, 'invalid_request', ada.ask('GET', `/orders/${value}/timeline`))
      const { status } = await call('GET', `/products?q=${value}`)
      assert.ok(status === 200 || status === 400, `${status}`)
    }
  })

  it('that says the same thing twice in the address is refused', async () => {
    const twice = ['limit=1&limit=2', 'q=a&q=b', 'sort=name&sort=name', 'limit[]=1', 'q[a]=b']
    for (const query of twice) {
      await expectRefusal(400, 'invalid_request', call('GET', `/products?${query}`))
    }
    await expectRefusal(400, 'invalid_request', ada.ask('GET', '/orders?limit=1&limit=1'))
  })

  it('with a question that the address does not know is refused, everywhere', async () => {
    const admin = makeCustomer(await getAdmin())
    for (const { method, path, takesJson } of operations) {
      const refused = admin.ask(method, `${fillIn(path, productId)}?surprise=1`, {
        ...(takesJson && { json: bodyOf(`${method} ${path}`) }),
        headers: { 'Idempotency-Key': randomUUID() },
      })
      const { errors } = await expectRefusal(400, 'invalid_request', refused)
      assert.deepEqual(
        errors?.map((error) => error.path),
        ['surprise'],
        `${method} ${path}`,
      )
    }
  })

  it('sent with a method that the address does not have is refused, and the methods are named', async () => {
    const admin = makeCustomer(await getAdmin())
    for (const path of paths) {
      const has = operations.filter((one) => one.path === path).map(({ method }) => method)
      const hasNot = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'PROPFIND'].filter(
        (method) => !has.includes(method),
      )
      for (const method of hasNot) {
        const asked = admin.ask(method, fillIn(path, productId))
        await expectRefusal(405, 'method_not_allowed', asked)
        const allowed = (await asked).headers.get('allow')!.split(', ')
        const implied = has.includes('GET') ? ['HEAD'] : []
        assert.deepEqual(allowed.toSorted(), [...has, ...implied].toSorted(), path)
      }
    }
  })

  it('sent where nothing is gets told so, and the operators’ pages are not there either', async () => {
    const nowhere = ['/', '/nowhere', '/cart/items', '/auth', '/products/a/b', '/metrics']
    nowhere.push('/health/live', '/health/ready', '/.env', '/%00', '/openapi.json')
    for (const path of nowhere) {
      await expectRefusal(404, 'not_found', call('GET', path))
    }
    await expectStatus(200, call('GET', '/categories'))
  })

  it('to register opens no account', async () => {
    const credentials = newCredentials()
    const refused = tryRegister({ ...credentials, role: 'admin' } as typeof credentials)
    await expectRefusal(400, 'invalid_request', refused)
    assert.equal((await register(credentials)).user.role, 'customer')
  })
})

const pad = (bytes: number) => (good: object) => [
  { raw: JSON.stringify({ ...good, padding: 'x'.repeat(bytes) }) },
]
