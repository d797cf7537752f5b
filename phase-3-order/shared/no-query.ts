// For a route without query parameters: refuses any, as the routes that have some refuse the unknown ones.
import type { RequestHandler } from 'express'
import { z } from 'zod'
import { parse } from './validate.ts'

const nothing = z.strictObject({})

export const noQuery: RequestHandler = (request, _response, next) => {
  parse(nothing, request.query)
  next()
}
