// Requests to a shop, for scripts that play its customers. The journeys have their own, which checks every answer.
export type Asking = { token?: string; key?: string; body?: object }

/** Hands back the answer, whatever it is. */
export const makeAsker =
  (address: string) =>
  (method: string, path: string, { token, key, body }: Asking = {}): Promise<Response> =>
    fetch(address + path, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...(key && { 'idempotency-key': key }),
      },
      ...(body && { body: JSON.stringify(body) }),
    })

/** Hands back the JSON of the answer. Errors: whatever is not a success, with what the shop said. */
export function makeCaller(address: string) {
  const ask = makeAsker(address)
  return async <Body>(method: string, path: string, asking?: Asking): Promise<Body> => {
    const response = await ask(method, path, asking)
    if (response.ok) return (await response.json()) as Body
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
  }
}
