// Who is calling: verifies access tokens with nothing but public keys, so any service can do it.
import type { Request, RequestHandler, Response } from 'express'
import { jwtVerify, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'
import { AppError } from './errors.ts'

export const issuer = 'shop'
export const audience = 'shop'
export const algorithm = 'EdDSA'

export type Caller = { userId: string; role: string }
export type VerifyToken = (token: string) => Promise<Caller>

const claims = z.object({ sub: z.uuid(), role: z.string() })

/** Errors: unauthenticated, for whatever is wrong with the token; and those of `key`, which are not the token's. */
export const makeTokenVerifier =
  (key: JWTVerifyGetKey): VerifyToken =>
  async (token) => {
    try {
      const options = { algorithms: [algorithm], issuer, audience, requiredClaims: ['sub', 'exp'] }
      const { payload } = await jwtVerify(token, key, options)
      const { sub, role } = claims.parse(payload)
      return { userId: sub, role }
    } catch (error) {
      if (error instanceof AppError) throw error
      throw new AppError('unauthenticated', 'the access token is not valid', { cause: error })
    }
  }

/** Lets a request pass with a valid `Authorization: Bearer` token, and remembers who it is. */
export const requireUser =
  (verify: VerifyToken): RequestHandler =>
  async (request, response, next) => {
    response.locals['caller'] = await verify(bearerToken(request))
    next()
  }

export const requireRole =
  (role: string): RequestHandler =>
  (_request, response, next) => {
    if (callerOf(response).role !== role) throw new AppError('forbidden', `only for ${role}s`)
    next()
  }

/** The caller that requireUser found. */
export const callerOf = (response: Response): Caller => response.locals['caller'] as Caller

function bearerToken(request: Request): string {
  const [, token] = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '') ?? []
  if (!token) throw new AppError('unauthenticated', 'send a header: Authorization: Bearer <token>')
  return token
}
