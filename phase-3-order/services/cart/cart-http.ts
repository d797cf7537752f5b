// Routes of the caller's own cart. Every change answers with the whole cart.
import { Router, type RequestHandler } from 'express'
import { z } from 'zod'
import type { CartApi } from '../../contracts/cart-api.ts'
import { allow } from '../../shared/http.ts'
import { noQuery } from '../../shared/no-query.ts'
import { callerOf } from '../../shared/token.ts'
import { id, parse } from '../../shared/validate.ts'

const path = z.object({ productId: id })
const item = z.strictObject({ quantity: z.int().min(1).max(99) })

export function cartRoutes(cart: CartApi, requireUser: RequestHandler): Router {
  const routes = Router()

  routes
    .route('/cart')
    .all(requireUser, noQuery)
    .get(async (_request, response) => {
      response.json(await cart.getCart(callerOf(response).userId))
    })
    .delete(async (_request, response) => {
      response.json(await cart.emptyCart(callerOf(response).userId))
    })
    .all(allow('GET', 'DELETE'))

  routes
    .route('/cart/items/:productId')
    .all(requireUser, noQuery)
    .put(async (request, response) => {
      const { userId } = callerOf(response)
      const { productId } = parse(path, request.params)
      const { quantity } = parse(item, request.body)
      response.json(await cart.setItem(userId, productId, quantity))
    })
    .delete(async (request, response) => {
      const { userId } = callerOf(response)
      response.json(await cart.removeItem(userId, parse(path, request.params).productId))
    })
    .all(allow('PUT', 'DELETE'))

  return routes
}
