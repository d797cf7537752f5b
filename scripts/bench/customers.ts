// Customers with full carts, before any clock starts: each is new, has three products, and will place one order.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, Asking, Client } from './client.ts'

export type Product = { id: string; name: string; category: string }
export type Customer = { token: string; key: string }

const cartSize = 3
const atOnce = 16
const tries = 100

export async function listProducts(client: Client): Promise<Product[]> {
  const { body } = await untilServed(client, 'GET', '/products?limit=100')
  return (body as { items: Product[] }).items
}

export async function makeCustomers(client: Client, count: number): Promise<Customer[]> {
  const products = await listProducts(client)
  const customers: Customer[] = []
  let begun = 0
  async function fill() {
    while (begun < count) customers.push(await arrive(client, products, begun++))
  }
  await Promise.all(Array.from({ length: atOnce }, fill))
  return customers
}

async function arrive(client: Client, products: Product[], index: number): Promise<Customer> {
  const body = { email: `${randomUUID()}@bench.example`, password: 'a-long-password' }
  const registered = await untilServed(client, 'POST', '/auth/register', { body })
  const { accessToken: token } = registered.body as { accessToken: string }
  for (let line = 0; line < cartSize; line++) {
    const { id } = products[(index * cartSize + line) % products.length]!
    const path = `/cart/items/${id}`
    await untilServed(client, 'PUT', path, { token, body: { quantity: 1 } })
  }
  return { token, key: randomUUID() }
}

/** Processes that meet for the first time need a moment. */
async function untilServed(
  { ask }: Client,
  method: string,
  path: string,
  asking?: Asking,
): Promise<Answer> {
  for (let tried = 1; ; tried++) {
    const answer = await ask(method, path, asking)
    if (answer.status >= 200 && answer.status < 300) return answer
    const isHopeless = answer.status >= 400 && answer.status < 500
    if (isHopeless || tried === tries) {
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    }
    await sleep(100)
  }
}
