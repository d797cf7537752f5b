// Which headers go on, and what an upstream is told about the client.
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import type { Request } from 'express'
import { requestId } from '../../shared/request-id.ts'

// RFC 9110, 7.6.1. They are between neighbours, and so are all that `Connection` names.
const hopByHop = [
  'connection',
  'proxy-connection',
  'keep-alive',
  'te',
  'trailer',
  'upgrade',
  'proxy-authenticate',
  'proxy-authorization',
]

// Without them nobody knows where a body ends, whatever `Connection` says.
const framing = new Set(['content-length', 'transfer-encoding'])

// The `Expect` of a client has had its 100, and no word of it about itself gets through.
const notForUpstream = new Set([...hopByHop, 'expect', 'forwarded', 'x-real-ip'])
const isForged = (name: string) => name.startsWith('x-forwarded-')

// The client may speak an older HTTP, and the request id is the gateway's to tell.
const notForClient = new Set([...hopByHop, 'transfer-encoding', 'x-request-id'])

export function forUpstream(request: Request): OutgoingHttpHeaders {
  const { headers, ip, protocol, host } = request
  const kept = without(notForUpstream, headers)
  for (const name of Object.keys(kept)) if (isForged(name)) delete kept[name]
  kept['x-request-id'] = requestId()
  kept['x-forwarded-for'] = ip ?? '' // an upstream trusts one hop: this one
  kept['x-forwarded-proto'] = protocol
  kept['x-forwarded-host'] = host ?? ''
  // Told to close, an upstream that refuses a body half-way hangs up on the rest of it, and its refusal is lost.
  if (hasBody(request)) kept.connection = 'keep-alive'
  return kept
}

export const forClient = (headers: IncomingHttpHeaders) => without(notForClient, headers)

export const hasBody = ({ headers }: Request) =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length']) > 0

function without(dropped: Set<string>, headers: IncomingHttpHeaders) {
  const { connection } = headers
  const named = connection?.split(',').map((name) => name.trim().toLowerCase())
  const kept: OutgoingHttpHeaders = {}
  for (const name of Object.keys(headers)) {
    const isDropped = dropped.has(name) || (named?.includes(name) && !framing.has(name))
    if (!isDropped) kept[name] = headers[name]
  }
  return kept
}
