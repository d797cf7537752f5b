// What a message tells of its past in its headers: how often it was tried, and why nobody tries it any more.
export type Headers = Record<string, unknown>
export type DeadReason = { code: string; message: string; attempts: number }

const names = { attempts: 'x-attempts', code: 'x-error-code', message: 'x-error' }

export const attemptHeaders = (attempts: number): Headers => ({ [names.attempts]: attempts })

/** How often it was tried before. What is no number was not written here. */
export function attemptsOf(headers: Headers): number {
  const attempts = Number(headers[names.attempts])
  return Number.isSafeInteger(attempts) && attempts > 0 ? attempts : 0
}

/** Headers have little room, and an error may quote whatever came from outside. */
export function reasonHeaders(error: unknown): Headers {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown }
  return {
    [names.code]: cut(code, 100) || 'failed',
    [names.message]: cut(message, 1_000) || cut(String(error), 1_000),
  }
}

/** Why a message of a dead queue is there. RabbitMQ puts there itself what it has delivered too often. */
export const readReason = (headers: Headers): DeadReason => ({
  code: cut(headers[names.code], 100) || cut(headers['x-first-death-reason'], 100) || 'unknown',
  message: cut(headers[names.message], 1_000),
  attempts: attemptsOf(headers),
})

const cut = (value: unknown, length: number) =>
  typeof value === 'string' ? value.slice(0, length).toWellFormed() : ''
