// Preloaded into a process by `node --import`: notes how long it waits for each answer that it fetches, where Node tells
// of it, so that no line of the product has to know. https://nodejs.org/api/undici.html
import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'

type Message = { request: { method: string; path: string } }

const file = process.env['FETCH_TIMES'] ?? ''
const startedAt = new WeakMap<object, number>()

subscribe('undici:request:create', (message) => {
  startedAt.set((message as Message).request, performance.now())
})
// The last of an answer has come. One that never does is not counted.
subscribe('undici:request:trailers', (message) => {
  const { request } = message as Message
  const ms = performance.now() - startedAt.get(request)!
  appendFileSync(file, `${request.method} ${request.path.split('?')[0]} ${ms.toFixed(3)}\n`)
})
