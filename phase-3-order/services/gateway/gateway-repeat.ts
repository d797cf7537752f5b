// What may be sent to an upstream twice, because a second time changes nothing more.
import { buffer } from 'node:stream/consumers'
import type { Request, Response } from 'express'
import { hasBody } from './gateway-headers.ts'

// To be sent again it has to be held. No upstream takes more than this, and of more there is no end.
const maxHeldBytes = 32 * 1024

/**
 * What reads, and what has an `Idempotency-Key`: with it the sender says that a repeat is the same request.
 * PUT and DELETE can be repeated as well, but not without a doubt: the second could overtake what came after the first.
 */
export function mayHappenTwice(request: Request): boolean {
  const { method, headers } = request
  if (method === 'POST' && headers['idempotency-key']) return !hasBody(request) || isSmall(request)
  return /^(GET|HEAD)$/.test(method) && !hasBody(request)
}

const isSmall = ({ headers }: Request) => Number(headers['content-length']) <= maxHeldBytes

/** All of the body. A sender who leaves within it waits for no answer either. */
export async function hold(request: Request, response: Response): Promise<Buffer | undefined> {
  if (!hasBody(request)) return undefined
  try {
    return await buffer(request)
  } catch {
    response.destroy()
    return undefined
  }
}
