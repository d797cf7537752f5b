// The HTTP edge: what every route gets without asking for it.
import assert from 'node:assert/strict'
import { Router } from 'express'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { allow } from '../http.ts'
import { noQuery } from '../no-query.ts'
import { requestId } from '../request-id.ts'
import { parse } from '../validate.ts'
import { type Answer, givenHttp, type GivenHttp } from './given-http.ts'

function routes() {
  const router = Router()
  const mug = z.strictObject({ size: z.int() })
  router
    .route('/mugs')
    .get(noQuery, (_request, response) => void response.json({ id: requestId() }))
    .post((request, response) => void response.json(parse(mug, request.body)))
    .all(allow('GET', 'POST'))
  router.get('/mugs/:id', (request, response) => void response.json(request.params))
  router.get('/bug', async () => {
    throw new TypeError('the secret is hunter2')
  })
  router.get('/locked', async () => {
    throw new AppError('conflict', 'the cart is locked', { code: 'cart_locked' })
  })
  router.get('/away', async () => {
    throw Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })
  })
  return router
}

function assertProblem(answer: Answer, status: number, code: string) {
  assert.equal(answer.status, status)
  assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/)
  const { detail, ...problem } = answer.body
  assert.ok(detail)
  assert.deepEqual(
    { ...problem, errors: undefined },
    {
      type: `https://shop.example/problems/${code}`,
      title: code.replaceAll('_', ' '),
      status,
      code,
      requestId: answer.headers.get('x-request-id'),
      errors: undefined,
    },
  )
}

describe('the HTTP edge', () => {
  let http: GivenHttp
  before(async () => (http = await givenHttp(routes())))
  after(() => http.close())

  describe('request ids', () => {
    it('come back as the caller sent them, and the route sees the same', async () => {
      const answer = await http.send('GET', '/mugs', { headers: { 'x-request-id': 'My_id-1.2' } })
      assert.equal(answer.headers.get('x-request-id'), 'My_id-1.2')
      assert.equal(answer.body['id'], 'My_id-1.2')
    })

    for (const given of ['a b', '<script>', 'x'.repeat(65), '']) {
      it(`are made new instead of ${JSON.stringify(given.slice(0, 12))}`, async () => {
        const answer = await http.send('GET', '/mugs', { headers: { 'x-request-id': given } })
        assert.match(answer.headers.get('x-request-id') ?? '', /^[0-9a-f]{8}-[0-9a-f]{4}-7/)
      })
    }
  })

  describe('errors are problems', () => {
    it('with the code that the route gave', async () => {
      assertProblem(await http.send('GET', '/locked'), 409, 'cart_locked')
    })

    it('with the fields that are wrong', async () => {
      const answer = await http.send('POST', '/mugs', { body: { size: 'L', colour: 'red' } })
      assertProblem(answer, 400, 'invalid_request')
      assert.deepEqual(
        answer.body.errors?.map(({ path }) => path),
        ['size', 'colour'],
      )
    })

    it('without a word about our bugs', async () => {
      const answer = await http.send('GET', '/bug')
      assertProblem(answer, 500, 'internal')
      assert.doesNotMatch(JSON.stringify(answer.body), /hunter2|TypeError/)
    })

    it('with a time to come back when something is away', async () => {
      const answer = await http.send('GET', '/away')
      assertProblem(answer, 503, 'unavailable')
      assert.equal(answer.headers.get('retry-after'), '1')
    })

    it('for an address that does not exist', async () => {
      assertProblem(await http.send('GET', '/cups'), 404, 'not_found')
    })

    it('for an address that cannot be read', async () => {
      assertProblem(await http.send('GET', '/mugs/%E0%A4%A'), 400, 'invalid_request')
    })

    it('for a method that the address does not have, naming those it has', async () => {
      const answer = await http.send('DELETE', '/mugs')
      assertProblem(answer, 405, 'method_not_allowed')
      assert.equal(answer.headers.get('allow'), 'GET, POST, HEAD')
    })

    it('for a query where none is known', async () => {
      const answer = await http.send('GET', '/mugs?debug=1')
      assertProblem(answer, 400, 'invalid_request')
      assert.deepEqual(
        answer.body.errors?.map(({ path }) => path),
        ['debug'],
      )
    })
  })

  describe('bodies', () => {
    it('are JSON', async () => {
      const answer = await http.send('POST', '/mugs', { body: { size: 3 } })
      assert.deepEqual(answer.body, { size: 3 })
    })

    it('that are broken are refused', async () => {
      for (const body of ['{"size":', '"text"', '\ufeff{}x']) {
        assertProblem(await http.send('POST', '/mugs', { body }), 400, 'invalid_request')
      }
    })

    it('that are missing are refused', async () => {
      assertProblem(await http.send('POST', '/mugs'), 400, 'invalid_request')
    })

    it('over 32 kB are refused', async () => {
      const body = JSON.stringify({ size: 'x'.repeat(32 * 1024) })
      assertProblem(await http.send('POST', '/mugs', { body }), 413, 'body_too_large')
    })

    for (const type of ['text/plain', 'application/xml', 'application/json; charset=latin1']) {
      it(`labelled ${type} are refused`, async () => {
        const answer = await http.send('POST', '/mugs', {
          body: '{"size":3}',
          headers: { 'content-type': type },
        })
        assertProblem(answer, 415, 'unsupported_media_type')
      })
    }
  })

  it('tells nobody what it is made of, and browsers to be careful', async () => {
    const { headers } = await http.send('GET', '/mugs')
    assert.equal(headers.get('x-powered-by'), null)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
  })
})
