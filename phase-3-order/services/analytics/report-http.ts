// Routes of the reports, for admins only.
import { Router, type RequestHandler } from 'express'
import { z } from 'zod'
import type { ReportApi } from '../../contracts/report-api.ts'
import { AppError } from '../../shared/errors.ts'
import { allow } from '../../shared/http.ts'
import { requireRole } from '../../shared/token.ts'
import { intText, parse } from '../../shared/validate.ts'

const dayMs = 24 * 60 * 60 * 1000
const time = z.iso.datetime({ offset: true }).transform((text) => new Date(text))
const period = z.strictObject({ from: time.optional(), to: time.optional() })
const trend = z.strictObject({
  windowMinutes: intText(1, 1440, 60),
  limit: intText(1, 50, 10),
})
const idleness = z.strictObject({ idleMinutes: intText(0, 10_080, 30) })

export function reportRoutes(reports: ReportApi, requireUser: RequestHandler): Router {
  const routes = Router()
  const requireAdmin = requireRole('admin')

  routes
    .route('/analytics/revenue')
    .all(requireUser, requireAdmin)
    .get(async (request, response) => {
      const items = await reports.getRevenue(parsePeriod(request.query))
      response.json({ items, nextCursor: null })
    })
    .all(allow('GET'))

  routes
    .route('/analytics/trending')
    .all(requireUser, requireAdmin)
    .get(async (request, response) => {
      const items = await reports.getTrending(parse(trend, request.query))
      response.json({ items, nextCursor: null })
    })
    .all(allow('GET'))

  routes
    .route('/analytics/cart-abandonment')
    .all(requireUser, requireAdmin)
    .get(async (request, response) => {
      response.json(await reports.getCartAbandonment(parse(idleness, request.query)))
    })
    .all(allow('GET'))

  return routes
}

/** The last 24 hours, unless the query says otherwise. */
function parsePeriod(query: unknown): { from: Date; to: Date } {
  const { from, to = new Date() } = parse(period, query)
  const start = from ?? new Date(to.getTime() - dayMs)
  if (start < to) return { from: start, to }
  throw new AppError('invalid', 'from: must be before to', {
    errors: [{ path: 'from', message: 'must be before to' }],
  })
}
