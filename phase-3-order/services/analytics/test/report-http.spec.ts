// The routes of the reports: for whom, for which time, and what they refuse.
import assert from 'node:assert/strict'
import type { ReportApi } from '../../../contracts/report-api.ts'
import { givenHttp, type GivenHttp } from '../../../shared/test/given-http.ts'
import { requireUser } from '../../../shared/token.ts'
import { reportRoutes } from '../report-http.ts'

const hourMs = 60 * 60 * 1000
// The token is the role: what a real one is worth, shared/test/token.spec.ts says.
const authenticated = requireUser(async (token) => ({ userId: token, role: token }))

describe('the routes of the reports', () => {
  let http: GivenHttp
  let asked: unknown
  const reports: ReportApi = {
    getRevenue: async (period) => ((asked = period), []),
    getTrending: async (window) => ((asked = window), []),
    getCartAbandonment: async ({ idleMinutes }) => ({
      idleMinutes,
      openCarts: 1,
      abandonedCarts: 1,
      checkouts: 1,
      abandonmentRate: 0.5,
    }),
  }
  before(async () => (http = await givenHttp(reportRoutes(reports, authenticated))))
  after(() => http.close())

  const get = (path: string, token = 'admin') =>
    http.send('GET', `/analytics/${path}`, { headers: { authorization: `Bearer ${token}` } })

  for (const path of ['revenue', 'trending', 'cart-abandonment']) {
    it(`show ${path} to admins only`, async () => {
      assert.equal((await get(path)).status, 200)
      assert.equal((await get(path, 'customer')).status, 403)
      assert.equal((await http.send('GET', `/analytics/${path}`)).status, 401)
    })
  }

  it('answer with lists that have one page', async () => {
    assert.deepEqual((await get('revenue')).body, { items: [], nextCursor: null })
    assert.deepEqual((await get('trending')).body, { items: [], nextCursor: null })
  })

  it('ask for the last 24 hours, an hour of trends, carts idle for half an hour', async () => {
    await get('revenue')
    const { from, to } = asked as { from: Date; to: Date }
    assert.equal(to.getTime() - from.getTime(), 24 * hourMs)
    assert.ok(Math.abs(Date.now() - to.getTime()) < hourMs)
    await get('trending')
    assert.deepEqual(asked, { windowMinutes: 60, limit: 10 })
    assert.equal((await get('cart-abandonment')).body['idleMinutes'], 30)
  })

  it('ask for the time that the query names, in any time zone', async () => {
    await get('revenue?from=2026-01-05T10:00:00Z&to=2026-01-05T13:00:00%2B01:00')
    const period = { from: new Date('2026-01-05T10:00:00Z'), to: new Date('2026-01-05T12:00:00Z') }
    assert.deepEqual(asked, period)
    await get('revenue?to=2026-01-05T12:00:00Z')
    assert.deepEqual(asked, { ...period, from: new Date('2026-01-04T12:00:00Z') })
    await get('trending?windowMinutes=1440&limit=50')
    assert.deepEqual(asked, { windowMinutes: 1440, limit: 50 })
    assert.equal((await get('cart-abandonment?idleMinutes=0')).body['idleMinutes'], 0)
  })

  const refused: [string, string][] = [
    ['revenue?from=yesterday', 'from'],
    ['revenue?to=2026-01-05', 'to'],
    ['revenue?to=2026-02-30T00:00:00Z', 'to'],
    ['revenue?from=2026-01-05T12:00:00Z&to=2026-01-05T12:00:00Z', 'from'],
    ['revenue?from=2999-01-01T00:00:00Z', 'from'],
    ['revenue?limit=5', 'limit'],
    ['trending?windowMinutes=0', 'windowMinutes'],
    ['trending?windowMinutes=1441', 'windowMinutes'],
    ['trending?limit=51', 'limit'],
    ['cart-abandonment?idleMinutes=-1', 'idleMinutes'],
    ['cart-abandonment?idleMinutes=10081', 'idleMinutes'],
  ]
  for (const [path, field] of refused) {
    it(`refuse ${path}`, async () => {
      const { status, body } = await get(path)
      assert.deepEqual([status, body.code], [400, 'invalid_request'])
      assert.deepEqual(
        body.errors?.map((error) => error.path),
        [field],
      )
    })
  }

  it('name the methods that they have', async () => {
    const headers = { authorization: 'Bearer admin' }
    const answer = await http.send('PUT', '/analytics/revenue', { headers, body: {} })
    assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'GET, HEAD'])
  })
})
