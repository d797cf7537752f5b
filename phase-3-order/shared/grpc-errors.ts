// An AppError as a gRPC status and back. Kind, code and field errors travel in the trailing metadata.
import { Metadata, type ServiceError, type StatusObject } from '@grpc/grpc-js'
import { z } from 'zod'
import { isPassing } from './database.ts'
import {
  AppError,
  isErrorKind,
  kindOfGrpc,
  publicError,
  statusesOf,
  type FieldError,
} from './errors.ts'

const kindKey = 'error-kind'
const codeKey = 'error-code'
const fieldsKey = 'error-fields-bin' // JSON; only keys that end in -bin take what is not ASCII
const mostFields = 20 // trailers have to fit into a few kilobytes
const fieldErrors = z.array(z.object({ path: z.string(), message: z.string() }))

/** What the caller may hear of whatever was thrown. */
export function failureOf(error: unknown): AppError {
  if (error instanceof AppError) return error
  if (error instanceof Error && isPassing(error)) {
    return new AppError('unavailable', 'try again in a moment', { cause: error })
  }
  return publicError(error)
}

export function toStatus(failure: AppError): StatusObject {
  const metadata = new Metadata()
  metadata.set(kindKey, failure.kind)
  metadata.set(codeKey, failure.code)
  const errors = failure.errors?.slice(0, mostFields)
  if (errors) metadata.set(fieldsKey, Buffer.from(JSON.stringify(errors)))
  const details = failure.message.toWellFormed() // grpc-js throws at half a surrogate pair
  return { code: statusesOf(failure).grpc, details, metadata }
}

/** The error that the other side threw. Where it did not come so far, gRPC's own status says what may be known. */
export function fromStatus(cause: ServiceError): AppError {
  const { code, details, metadata } = cause
  const [kind] = metadata.get(kindKey)
  if (!isErrorKind(kind)) {
    const guess = kindOfGrpc(code)
    if (guess === 'unavailable') return new AppError(guess, 'try again in a moment', { cause })
    if (guess === 'internal') return new AppError(guess, 'internal error', { cause })
    return new AppError(guess, details, { cause })
  }
  const [errorCode] = metadata.get(codeKey)
  const [fields] = metadata.get(fieldsKey)
  return new AppError(kind, details, {
    cause,
    ...(errorCode && { code: String(errorCode) }),
    ...(fields && { errors: readFields(String(fields)) }),
  })
}

// What another process sent is no more to be trusted than what a customer did.
function readFields(json: string): FieldError[] {
  try {
    return fieldErrors.parse(JSON.parse(json))
  } catch {
    return []
  }
}
