// Which headers go on, and what an upstream is told about the client.
import type { IncomingHttpHeaders } from 'node:http'
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

const fromClient = /^(x-forwarded-.*|forwarded|x-real-ip)$/

/** Changes the request's headers to those for the upstream. No word of the client about itself gets through. */
export function forUpstream(request: Request): void {
  const { headers, ip, protocol, host } = request
  dropHopByHop(headers)
  delete headers.expect // the 100 has been sent
  for (const name of Object.keys(headers)) if (fromClient.test(name)) delete headers[name]
  headers['x-request-id'] = requestId()
  headers['x-forwarded-for'] = ip ?? '' // an upstream trusts one hop: this one
  headers['x-forwarded-proto'] = protocol
  headers['x-forwarded-host'] = host ?? ''
}

/** Changes the upstream's headers to those for the client. The request id is the gateway's to tell. */
export function forClient(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  dropHopByHop(headers)
  delete headers['transfer-encoding'] // the client may speak an older HTTP
  delete headers['x-request-id']
  return headers
}

function dropHopByHop(headers: IncomingHttpHeaders) {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  for (const name of [...hopByHop, ...named]) if (!framing.has(name)) delete headers[name]
}
