// The customer that every demo shop has: one order to be placed, and to be found again.
import { randomUUID } from 'node:crypto'
import { makeCaller } from '../caller.ts'

const credentials = { email: 'demo@shop.example', password: 'demo-password-1' }

export function demoCustomer(address: string) {
  const call = makeCaller(address)
  const logIn = async () =>
    (await call<{ accessToken: string }>('POST', '/auth/login', { body: credentials })).accessToken

  return {
    async listOrders() {
      const token = await logIn()
      return (await call<{ items: object[] }>('GET', '/orders', { token })).items
    },

    async placeOrder() {
      const token = await logIn()
      const { items } = await call<{ items: { id: string }[] }>('GET', '/products?q=candle')
      await call('PUT', `/cart/items/${items[0]!.id}`, { token, body: { quantity: 1 } })
      const body = { paymentMethod: 'pm_card_visa' }
      await call('POST', '/orders', { token, key: randomUUID(), body })
    },
  }
}
