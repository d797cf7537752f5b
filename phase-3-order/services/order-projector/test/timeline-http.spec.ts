// The routes of order-projector: for whom, and what they refuse.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { AppError } from '../../../shared/errors.ts'
import { givenHttp, type GivenHttp } from '../../../shared/test/given-http.ts'
import { requireUser } from '../../../shared/token.ts'
import type { RebuildState } from '../rebuild.ts'
import { rebuildRoutes } from '../rebuild-http.ts'
import { summaryRoutes } from '../summary-http.ts'
import { timelineRoutes } from '../timeline-http.ts'

const ada = uuidv7()
// The token is the role: what a real one is worth, shared/test/token.spec.ts says.
const authenticated = requireUser(async (token) => ({ userId: ada, role: token }))
const state: RebuildState = { live: { generation: 1, since: null }, building: null }

describe('the routes of order-projector', () => {
  let http: GivenHttp
  let asked: unknown[] = []
  let failure: AppError | undefined
  const entry = { at: '2026-01-05T10:00:00.000Z', type: 'order.placed', detail: 'Yes.' } as const
  const timeline = {
    async getTimeline(userId: string, id: string) {
      asked = [userId, id]
      if (failure) throw failure
      return [entry]
    },
    getSummary: async () => [],
  }
  const rebuild = {
    request: async () => ((asked = ['rebuild']), state),
    getState: async () => state,
  }
  before(async () => {
    const routes = [
      timelineRoutes(timeline, authenticated),
      summaryRoutes(timeline, authenticated),
      rebuildRoutes(rebuild, authenticated),
    ]
    http = await givenHttp(...routes)
  })
  after(() => http.close())
  beforeEach(() => {
    asked = []
    failure = undefined
  })

  const send = (method: string, path: string, role = 'customer', body?: unknown) =>
    http.send(method, path, { headers: { authorization: `Bearer ${role}` }, body })

  it('tell a customer the story of an order', async () => {
    const id = uuidv7()
    const { status, body } = await send('GET', `/orders/${id.toUpperCase()}/timeline`)
    assert.deepEqual([status, body], [200, { items: [entry] }])
    assert.deepEqual(asked, [ada, id])
  })

  it('say when to come back where nobody knows', async () => {
    failure = new AppError('unavailable', 'try again in a moment')
    const { status, headers } = await send('GET', `/orders/${uuidv7()}/timeline`)
    assert.deepEqual([status, headers.get('retry-after')], [503, '1'])
  })

  const ofAdmins = [
    ['GET', '/admin/orders/summary', 200],
    ['GET', '/admin/projections/rebuild', 200],
    ['POST', '/admin/projections/rebuild', 202],
  ] as const
  for (const [method, path, status] of ofAdmins) {
    it(`let only admins ${method} ${path}`, async () => {
      assert.equal((await send(method, path, 'admin')).status, status)
      asked = []
      assert.equal((await send(method, path, 'customer')).status, 403)
      assert.equal((await http.send(method, path)).status, 401)
      assert.deepEqual(asked, [])
    })
  }

  const refused: [string, string, unknown, number][] = [
    ['GET', '/orders/no-id/timeline', undefined, 400],
    ['GET', `/orders/${ada}/timeline?limit=1`, undefined, 400],
    ['PUT', `/orders/${ada}/timeline`, {}, 405],
    ['GET', '/admin/orders/summary?status=failed', undefined, 400],
    ['POST', '/admin/orders/summary', {}, 405],
    ['POST', '/admin/projections/rebuild', { force: true }, 400],
    ['POST', '/admin/projections/rebuild?force=true', {}, 400],
    ['DELETE', '/admin/projections/rebuild', undefined, 405],
  ]
  for (const [method, path, body, status] of refused) {
    it(`refuse ${method} ${path} ${body ? JSON.stringify(body) : ''}`, async () => {
      assert.equal((await send(method, path, 'admin', body)).status, status)
      assert.deepEqual(asked, [])
    })
  }
})
