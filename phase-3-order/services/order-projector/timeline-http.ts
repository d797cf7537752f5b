// The route of the timeline: parse, one call, answer.
import { Router, type RequestHandler } from 'express'
import { z } from 'zod'
import type { TimelineApi } from '../../contracts/order-api.ts'
import { allow } from '../../shared/http.ts'
import { noQuery } from '../../shared/no-query.ts'
import { callerOf } from '../../shared/token.ts'
import { id, parse } from '../../shared/validate.ts'

const path = z.object({ id })

export function timelineRoutes(timeline: TimelineApi, requireUser: RequestHandler): Router {
  const routes = Router()

  routes
    .route('/orders/:id/timeline')
    .all(requireUser, noQuery)
    .get(async (request, response) => {
      const { userId } = callerOf(response)
      response.json({ items: await timeline.getTimeline(userId, parse(path, request.params).id) })
    })
    .all(allow('GET'))

  return routes
}
