// Requests to a shop that cost the machine little: whoever measures should not be what is measured.
import { Agent, request } from 'node:http'

export type Asking = { token?: string; key?: string; body?: object }
/** Status 0: there was no answer, or none in time. */
export type Answer = { status: number; body: unknown }
export type Client = ReturnType<typeof makeClient>

/** A moment on the clock that the shop has too, with fractions of a millisecond. */
export const now = () => performance.timeOrigin + performance.now()

const silence: Answer = { status: 0, body: undefined }

export function makeClient(address: string, { timeoutMs = 30_000 } = {}) {
  const agent = new Agent({ keepAlive: true })

  function ask(method: string, path: string, { token, key, body }: Asking = {}): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>()
    const text = body && JSON.stringify(body)
    const headers = {
      ...(text && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      }),
      ...(token && { authorization: `Bearer ${token}` }),
      ...(key && { 'idempotency-key': key }),
    }
    const signal = AbortSignal.timeout(timeoutMs)
    const asked = request(address + path, { method, agent, headers, signal }, (response) => {
      let said = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => (said += part))
      response.on('end', () => resolve({ status: response.statusCode!, body: parse(said) }))
      response.on('error', () => resolve(silence))
    })
    asked.on('error', () => resolve(silence))
    asked.end(text)
    return promise
  }

  return { ask, close: () => agent.destroy() }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
