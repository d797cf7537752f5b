// Routes of dead letters, for operators: parse, one call, answer.
import { Router, type RequestHandler } from 'express'
import { z } from 'zod'
import { allow } from '../../shared/http.ts'
import type { Log } from '../../shared/log.ts'
import { noQuery } from '../../shared/no-query.ts'
import { callerOf, requireRole } from '../../shared/token.ts'
import { id, intText, parse, text } from '../../shared/validate.ts'
import type { DeadLetters } from './dead-letters.ts'
import { type StoredLetter, statuses } from './dead-letters-store.ts'

const query = z.strictObject({
  limit: intText(1, 100, 20),
  cursor: z.string().optional(),
  queue: text(1, 255).optional(),
  status: z.enum(statuses).optional(),
})
const nothing = z.strictObject({})
const decision = z.strictObject({ reason: text(1, 500) })
const path = z.object({ id })

export function deadLetterRoutes(letters: DeadLetters, requireUser: RequestHandler, log: Log) {
  const routes = Router()
  const requireAdmin = requireRole('admin')

  routes
    .route('/admin/dead-letters')
    .all(requireUser, requireAdmin)
    .get(async (request, response) => {
      const { items, nextCursor } = await letters.list(parse(query, request.query))
      response.json({ items: items.map(show), nextCursor })
    })
    .all(allow('GET'))

  routes
    .route('/admin/dead-letters/:id/replay')
    .all(requireUser, requireAdmin, noQuery)
    .post(async (request, response) => {
      parse(nothing, request.body ?? {})
      const letter = await letters.replay(parse(path, request.params).id)
      log.info({ letter: letter.id, by: callerOf(response).userId }, 'dead letter replayed')
      response.json(show(letter))
    })
    .all(allow('POST'))

  routes
    .route('/admin/dead-letters/:id/discard')
    .all(requireUser, requireAdmin, noQuery)
    .post(async (request, response) => {
      const { reason } = parse(decision, request.body)
      const letter = await letters.discard(parse(path, request.params).id, reason)
      log.info({ letter: letter.id, by: callerOf(response).userId }, 'dead letter discarded')
      response.json(show(letter))
    })
    .all(allow('POST'))

  return routes
}

const show = ({ body, bodyBytes, ...letter }: StoredLetter) => ({
  ...letter,
  body: String(body),
  bodyBytes,
})
