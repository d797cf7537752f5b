// Routes of rebuilding the projection, for admins only.
import { Router, type RequestHandler } from 'express'
import { z } from 'zod'
import { allow } from '../../shared/http.ts'
import { noQuery } from '../../shared/no-query.ts'
import { requireRole } from '../../shared/token.ts'
import { parse } from '../../shared/validate.ts'
import type { RebuildApi } from './rebuild.ts'

const nothing = z.strictObject({})

export function rebuildRoutes(rebuild: RebuildApi, requireUser: RequestHandler): Router {
  const routes = Router()

  routes
    .route('/admin/projections/rebuild')
    .all(requireUser, requireRole('admin'), noQuery)
    .get(async (_request, response) => {
      response.json(await rebuild.getState())
    })
    .post(async (request, response) => {
      parse(nothing, request.body ?? {})
      response.status(202).json(await rebuild.request())
    })
    .all(allow('GET', 'POST'))

  return routes
}
