// What can go wrong, in one table: a kind is what a caller can act on, and every transport reads the same row.
const kinds = {
  invalid: { http: 400, code: 'invalid_request' },
  unauthenticated: { http: 401, code: 'unauthenticated' },
  forbidden: { http: 403, code: 'forbidden' },
  not_found: { http: 404, code: 'not_found' },
  not_allowed: { http: 405, code: 'method_not_allowed' },
  conflict: { http: 409, code: 'conflict' },
  too_large: { http: 413, code: 'body_too_large' },
  unsupported: { http: 415, code: 'unsupported_media_type' },
  unprocessable: { http: 422, code: 'unprocessable' },
  too_many: { http: 429, code: 'rate_limited' },
  internal: { http: 500, code: 'internal' },
  unavailable: { http: 503, code: 'unavailable' },
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
