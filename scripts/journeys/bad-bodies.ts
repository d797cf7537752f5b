// Bodies for every operation that takes one: a good one to spoil, and a check that the spoilt one is refused.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { newCredentials } from './account.ts'
import type { Customer } from './customer.ts'
import { expectRefusal, type Call } from './http.ts'
import { fillIn, operations } from './openapi.ts'

/** How to spoil a request, and the field that the refusal must name. */
export type Spoilt = {
  raw: NonNullable<Call['raw']>
  headers?: Record<string, string> | undefined
  path?: string
}
type Sender = { customer: Customer; productId: string }

const goodBodies: Record<string, () => object> = {
  'POST /auth/register': newCredentials,
  'POST /auth/login': newCredentials,
  'PUT /cart/items/{productId}': () => ({ quantity: 1 }),
  'POST /orders': () => ({ paymentMethod: 'pm_card_visa' }),
}

export function bodyOf(operation: string): object {
  const body = goodBodies[operation]
  assert.ok(body, `the suite has no example of a body for ${operation}`)
  return body()
}

/** Sends all that `spoil` makes of the good body of each operation that takes one. */
export async function expectRefusals(
  status: number,
  code: string,
  { customer, productId }: Sender,
  spoil: (good: object) => Spoilt[],
): Promise<void> {
  const takers = operations.filter(({ takesJson }) => takesJson)
  assert.ok(takers.length >= 4)
  for (const { method, path: route } of takers) {
    const standard = { 'content-type': 'application/json', 'Idempotency-Key': randomUUID() }
    for (const { raw, headers = standard, path } of spoil(bodyOf(`${method} ${route}`))) {
      const asked = customer.ask(method, fillIn(route, productId), { headers, raw })
      const { errors = [] } = await expectRefusal(status, code, asked)
      const named = errors.map((error) => error.path).join()
      assert.ok(!path || named.includes(path), `${method} ${route} blames ${named}, not ${path}`)
    }
  }
}
