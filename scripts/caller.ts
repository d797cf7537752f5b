// Requests to a shop, for scripts that play its customers. The journeys have their own, which checks every answer.
export type Asking = { token?: string; key?: string; body?: object }

/** Hands back the JSON of the answer. Errors: whatever is not a success, with what the shop said. */
export const makeCaller =
  (address: string) =>
  async <Body>(method: string, path: string, { token, key, body }: Asking = {}): Promise<Body> => {
    const response = await fetch(address + path, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...(key && { 'idempotency-key': key }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })
    if (response.ok) return (await response.json()) as Body
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  }
