// Preloaded into a process by `node --import`: notes how long it waits for each answer over HTTP, where Node tells of it, so
// that no line of the product has to know. https://nodejs.org/api/diagnostics_channel.html#http
import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import type { ClientRequest, IncomingMessage } from 'node:http'

type Message = { request: ClientRequest; response: IncomingMessage }

const file = process.env['REQUEST_TIMES'] ?? ''
const startedAt = new WeakMap<object, number>()

subscribe('http.client.request.created', (message) => {
  startedAt.set((message as Message).request, performance.now())
})
subscribe('http.client.response.finish', (message) => {
  const { request, response } = message as Message
  // The last of an answer has come. One that never does is not counted.
  response.once('end', () => {
    const ms = performance.now() - startedAt.get(request)!
    appendFileSync(file, `${request.method} ${request.path.split('?')[0]} ${ms.toFixed(3)}\n`)
  })
})
