// Cursors: where the next page starts, opaque to the client.
import type { z } from 'zod'
import { AppError } from './errors.ts'

export const encodeCursor = (position: unknown): string =>
  Buffer.from(JSON.stringify(position)).toString('base64url')

/** Errors: invalid, for a cursor that we did not make or that belongs to another query. */
export function decodeCursor<Schema extends z.ZodType>(schema: Schema, cursor: string) {
  const result = schema.safeParse(fromJson(Buffer.from(cursor, 'base64url').toString()))
  if (result.success) return result.data
  throw new AppError('invalid', 'cursor: does not belong to this query', {
    errors: [{ path: 'cursor', message: 'does not belong to this query; start without one' }],
  })
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
