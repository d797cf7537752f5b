// Routes of orders: parse, one call, answer.
import { Router, type RequestHandler } from 'express'
import { z } from 'zod'
import type { OrderApi } from '../../contracts/order-api.ts'
import { paymentMethods } from '../../contracts/payment-api.ts'
import { allow } from '../../shared/http.ts'
import { noQuery } from '../../shared/no-query.ts'
import { callerOf } from '../../shared/token.ts'
import { id, intText, parse } from '../../shared/validate.ts'

const checkout = z.strictObject({ paymentMethod: z.enum(paymentMethods) })
const page = z.strictObject({ limit: intText(1, 100, 20), cursor: z.string().optional() })
const nothing = z.strictObject({})
const path = z.object({ id })

// A structured string (`"abc"`) or the bare key. Source: draft-ietf-httpapi-idempotency-key-header.
const idempotencyKey = z
  .string('is required: send any unique text')
  .transform((key) => key.replace(/^"(.*)"$/, '$1'))
  .pipe(z.string().regex(/^[\x20-\x7e]{1,128}$/, 'must have 1 to 128 printable characters'))
const headers = z.object({ 'idempotency-key': idempotencyKey })

export function orderRoutes(orders: OrderApi, requireUser: RequestHandler): Router {
  const routes = Router()

  routes
    .route('/orders')
    .all(requireUser)
    .get(async (request, response) => {
      const { userId } = callerOf(response)
      response.json(await orders.listOrders(userId, parse(page, request.query)))
    })
    .post(noQuery, async (request, response) => {
      const { userId } = callerOf(response)
      const { paymentMethod } = parse(checkout, request.body)
      const key = parse(headers, request.headers)['idempotency-key']
      const order = await orders.placeOrder(userId, { idempotencyKey: key, paymentMethod })
      response.status(201).location(`/orders/${order.id}`).json(order)
    })
    .all(allow('GET', 'POST'))

  routes
    .route('/orders/:id')
    .all(requireUser, noQuery)
    .get(async (request, response) => {
      const { userId } = callerOf(response)
      response.json(await orders.getOrder(userId, parse(path, request.params).id))
    })
    .all(allow('GET'))

  routes
    .route('/orders/:id/cancel')
    .all(requireUser, noQuery)
    .post(async (request, response) => {
      const { userId } = callerOf(response)
      parse(nothing, request.body ?? {})
      response.json(await orders.cancelOrder(userId, parse(path, request.params).id))
    })
    .all(allow('POST'))

  return routes
}
