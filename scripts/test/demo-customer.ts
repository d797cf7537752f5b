// The customer that every demo shop has, over HTTP: one order to be placed, and to be found again.
import { randomUUID } from 'node:crypto'

const credentials = { email: 'demo@shop.example', password: 'demo-password-1' }

export function demoCustomer(address: string) {
  async function call<Body>(method: string, path: string, body?: object, token?: string) {
    const response = await fetch(address + path, {
      method,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: body ? JSON.stringify(body) : null,
    })
    return (await response.json()) as Body
  }
  const logIn = () => call<{ accessToken: string }>('POST', '/auth/login', credentials)

  return {
    async listOrders() {
      const { accessToken } = await logIn()
      const { items } = await call<{ items: object[] }>('GET', '/orders', undefined, accessToken)
      return items
    },

    async placeOrder() {
      const { accessToken } = await logIn()
      const { items } = await call<{ items: { id: string }[] }>('GET', '/products?q=candle')
      await call('PUT', `/cart/items/${items[0]!.id}`, { quantity: 1 }, accessToken)
      await call('POST', '/orders', { paymentMethod: 'pm_card_visa' }, accessToken)
    },
  }
}
