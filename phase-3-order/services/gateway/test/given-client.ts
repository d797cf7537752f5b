// Clients for a spec: they ask exactly what they are told to, down to the bytes.
import { once } from 'node:events'
import { type Agent, type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'

type Asked = { headers?: OutgoingHttpHeaders; body?: string | Buffer; agent?: Agent }
export type Answer = Awaited<ReturnType<typeof ask>>

/** Nothing is decoded, resolved or followed. Rejects if the answer breaks off. */
export async function ask(port: number, method: string, path: string, asked: Asked = {}) {
  const { outgoing, answered } = begin(port, method, path, asked)
  outgoing.end(asked.body)
  const incoming = await answered
  return {
    status: incoming.statusCode!,
    headers: incoming.headers,
    /** Names and values in turn, as they came. */
    raw: incoming.rawHeaders,
    body: await text(incoming),
  }
}

/** A request whose body is the spec's to write, and to end. */
export function begin(port: number, method: string, path: string, asked: Asked = {}) {
  const { headers = {}, agent } = asked
  const outgoing = request({ port, method, path, headers, ...(agent && { agent }) })
  const answered = once(outgoing, 'response').then(([incoming]) => incoming as IncomingMessage)
  return { outgoing, answered }
}

/** All that comes back until the gateway hangs up. */
export async function say(port: number, bytes: string): Promise<string> {
  const socket = connect(port)
  socket.write(bytes)
  return text(socket)
}

/** How often a header stands in the answer. */
export const countOf = (name: string, { raw }: Answer) =>
  raw.filter((part, index) => index % 2 === 0 && part.toLowerCase() === name.toLowerCase()).length
