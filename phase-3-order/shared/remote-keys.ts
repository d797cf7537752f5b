// The keys that verify tokens, where another service publishes them: fetched when they are needed, and kept.
import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose'
import { AppError } from './errors.ts'
import type { Log } from './log.ts'

type Patience = { timeoutMs?: number; cooldownMs?: number; refreshMs?: number }

/** A key that is not known is looked for once more, but not again within `cooldownMs`: anybody can make up a key id.
 *  Errors: unavailable, when the keys cannot be fetched and those at hand do not help. */
export function makeRemoteKeys(url: string, log: Log, patience: Patience = {}): JWTVerifyGetKey {
  const { timeoutMs = 2_000, cooldownMs = 10_000, refreshMs = 300_000 } = patience
  const keys = createRemoteJWKSet(new URL(url), {
    timeoutDuration: timeoutMs,
    cooldownDuration: cooldownMs,
    cacheMaxAge: Infinity, // old keys are better than none: the service that has them may be down for hours
  })
  let refreshAt = Date.now() + refreshMs

  // So that a key that was withdrawn is not believed for ever. Nobody waits for it.
  function refresh() {
    if (Date.now() < refreshAt) return
    refreshAt = Date.now() + refreshMs
    keys.reload().catch((error: unknown) => log.warn({ err: error }, 'could not refresh the keys'))
  }

  return async (header, token) => {
    refresh()
    try {
      return await keys(header, token)
    } catch (error) {
      if (isAboutToken(error)) throw error
      throw new AppError('unavailable', 'tokens cannot be verified just now', { cause: error })
    }
  }
}

/** The keys are there, and the token names none of them. Whatever else goes wrong, goes wrong on the way to them. */
const isAboutToken = (error: unknown) =>
  error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys
