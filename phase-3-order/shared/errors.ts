// What can go wrong, in one table: a kind is what a caller can act on, and every transport reads the same row.
import { status } from '@grpc/grpc-js'

const kinds = {
  invalid: { http: 400, grpc: status.INVALID_ARGUMENT, code: 'invalid_request' },
  unauthenticated: { http: 401, grpc: status.UNAUTHENTICATED, code: 'unauthenticated' },
  forbidden: { http: 403, grpc: status.PERMISSION_DENIED, code: 'forbidden' },
  not_found: { http: 404, grpc: status.NOT_FOUND, code: 'not_found' },
  not_allowed: { http: 405, grpc: status.INVALID_ARGUMENT, code: 'method_not_allowed' },
  conflict: { http: 409, grpc: status.ABORTED, code: 'conflict' },
  too_large: { http: 413, grpc: status.RESOURCE_EXHAUSTED, code: 'body_too_large' },
  unsupported: { http: 415, grpc: status.INVALID_ARGUMENT, code: 'unsupported_media_type' },
  unprocessable: { http: 422, grpc: status.FAILED_PRECONDITION, code: 'unprocessable' },
  too_many: { http: 429, grpc: status.RESOURCE_EXHAUSTED, code: 'rate_limited' },
  internal: { http: 500, grpc: status.INTERNAL, code: 'internal' },
  unavailable: { http: 503, grpc: status.UNAVAILABLE, code: 'unavailable' },
  bad_gateway: { http: 502, grpc: status.UNAVAILABLE, code: 'bad_gateway' },
  gateway_timeout: { http: 504, grpc: status.DEADLINE_EXCEEDED, code: 'gateway_timeout' },
}

export type ErrorKind = keyof typeof kinds
/** One thing that is wrong with the input, and where it stands. */
export type FieldError = { path: string; message: string }
type Details = { code?: string; errors?: FieldError[]; cause?: unknown }

/** An error whose message was written for the caller. `code` names the case and never changes. */
export class AppError extends Error {
  override name = 'AppError'
  readonly kind: ErrorKind
  readonly code: string
  readonly errors: FieldError[] | undefined

  constructor(kind: ErrorKind, message: string, { code, errors, cause }: Details = {}) {
    super(message, { cause })
    this.kind = kind
    this.code = code ?? kinds[kind].code
    this.errors = errors
  }
}

/** Only an AppError was written for the caller to read; anything else is ours to log. */
export const publicError = (error: unknown) =>
  error instanceof AppError ? error : new AppError('internal', 'internal error', { cause: error })

export const statusesOf = (error: AppError) => kinds[error.kind]

export const isErrorKind = (text: unknown): text is ErrorKind =>
  typeof text === 'string' && Object.hasOwn(kinds, text)

/** The table read backwards: the first row with this status. */
export function kindOfGrpc(code: status): ErrorKind {
  // Nobody knows whether it was done, and it may well work a moment later.
  if (code === status.DEADLINE_EXCEEDED || code === status.CANCELLED) return 'unavailable'
  const row = Object.entries(kinds).find(([, { grpc }]) => grpc === code)
  return row ? (row[0] as ErrorKind) : 'internal'
}
