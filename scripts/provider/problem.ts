// What can go wrong at the processor, as RFC 9457 says it.
import { STATUS_CODES } from 'node:http'
import type { z } from 'zod'

const statuses = {
  invalid_request: 400,
  not_found: 404,
  method_not_allowed: 405,
  body_too_large: 413,
  unsupported_media_type: 415,
  idempotency_key_reused: 422,
  refund_exceeds_charge: 422,
  internal: 500,
  unavailable: 503,
}

type FieldError = { path: string; message: string }

export class Problem extends Error {
  override name = 'Problem'
  readonly code: keyof typeof statuses
  readonly errors: FieldError[] | undefined

  constructor(
    code: keyof typeof statuses,
    detail: string,
    more: { errors?: FieldError[]; cause?: unknown } = {},
  ) {
    super(detail, { cause: more.cause })
    this.code = code
    this.errors = more.errors
  }
}

export function problemDocument({ code, message, errors }: Problem) {
  const status = statuses[code]
  return { type: 'about:blank', title: STATUS_CODES[status], status, code, detail: message, errors }
}

/** Hands back what the schema makes of the input, or throws a problem that names every field that is wrong. */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const { success, data, error } = schema.safeParse(input)
  if (success) return data
  const errors = error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((path) => ({ path, message: 'is not known here' }))
      : [{ path: issue.path.join('.'), message: issue.message }],
  )
  throw new Problem('invalid_request', `${errors[0]?.path}: ${errors[0]?.message}`, { errors })
}
