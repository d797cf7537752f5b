// The route of the summary, for the shopkeeper: one call, answer.
import { Router, type RequestHandler } from 'express'
import { allow } from '../../shared/http.ts'
import { noQuery } from '../../shared/no-query.ts'
import { requireRole } from '../../shared/token.ts'
import type { SummaryApi } from './timeline.ts'

export function summaryRoutes(orders: SummaryApi, requireUser: RequestHandler): Router {
  const routes = Router()

  routes
    .route('/admin/orders/summary')
    .all(requireUser, requireRole('admin'), noQuery)
    .get(async (_request, response) => {
      response.json({ items: await orders.getSummary(), nextCursor: null })
    })
    .all(allow('GET'))

  return routes
}
