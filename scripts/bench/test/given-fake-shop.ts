// As little of a shop as the driver needs: no stock, no money. Every third order takes a while.
import { createServer, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'

const products = ['mug', 'pot', 'pan'].map((id) => ({ id, name: `A ${id}`, category: 'kitchen' }))
const slowMs = 300

export async function givenFakeShop() {
  const carts = new Map<string, string[]>()
  const orders = new Map<string, { endsAt: number }>()
  const answers: Record<string, (request: IncomingMessage, id: string) => [number, object]> = {
    'GET /products': () => [200, { items: products, nextCursor: null }],
    'POST /auth': () => [201, { accessToken: String(carts.size) }],
    'PUT /cart': ({ headers, url }) => {
      const token = headers.authorization!
      carts.set(token, [...(carts.get(token) ?? []), url!])
      return [200, {}]
    },
    'GET /cart': () => [200, {}],
    'POST /orders': () => {
      const isSlow = orders.size % 3 === 0
      const id = `order-${orders.size}`
      const comesAt = Date.now() + 1 // rounded up, because moments are told in whole milliseconds
      orders.set(id, { endsAt: comesAt + (isSlow ? slowMs : 0) })
      return [201, { id, status: 'pending' }]
    },
    'GET /orders': (_, id) => {
      const { endsAt } = orders.get(id)!
      const isOver = endsAt <= Date.now()
      const updatedAt = new Date(endsAt).toISOString()
      return [200, { id, status: isOver ? 'completed' : 'pending', updatedAt }]
    },
  }
  const server = createServer((request, response) => {
    request.resume()
    const [, first = '', id = ''] = request.url!.split(/[/?]/)
    const [status, body] = answers[`${request.method} /${first}`]!(request, id)
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    carts,
    orders,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
