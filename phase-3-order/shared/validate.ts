// Input at the edge: a schema says what is allowed, and the caller hears of every field that is not.
import { z } from 'zod'
import { AppError, type FieldError } from './errors.ts'

/** Text as Postgres can keep it: no NUL, no half of a surrogate pair. */
export const text = (min: number, max: number) =>
  z
    .string()
    .min(min)
    .max(max)
    .refine((value) => !value.includes('\0') && value.isWellFormed(), 'has forbidden characters')

/** In lower case, as the database writes it. */
export const id = z.uuid().toLowerCase()

/** A whole number that comes as text, as query parameters do. */
export const intText = (min: number, max: number, fallback: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .default(fallback)

/** Hands back what the schema makes of `value`. `where` is put before each path: `query.limit`. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, where = '') {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const errors = result.error.issues.flatMap((issue) => fieldErrors(issue, where))
  const first = errors[0]
  throw new AppError('invalid', `${first?.path || 'the body'}: ${first?.message}`, { errors })
}

function fieldErrors(issue: z.core.$ZodIssue, where: string): FieldError[] {
  const path = [where, ...issue.path].filter((part) => part !== '').join('.')
  if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }]
  return issue.keys.map((key) => ({
    path: path ? `${path}.${key}` : key,
    message: 'is not a field that is known here',
  }))
}
