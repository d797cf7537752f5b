// Routes of accounts. Guessing is slowed down here, by what only this edge knows: the caller's address.
import { Router, type RequestHandler } from 'express'
import { ipKeyGenerator, rateLimit, type Options } from 'express-rate-limit'
import { z } from 'zod'
import type { AuthApi, Credentials } from '../../contracts/auth-api.ts'
import { AppError } from '../../shared/errors.ts'
import { allow } from '../../shared/http.ts'
import { noQuery } from '../../shared/no-query.ts'
import { parse, text } from '../../shared/validate.ts'

export type AuthLimits = { registrationsPerMinute: number; loginsPerMinute: number }

const credentials = z.strictObject({
  email: z.string().trim().toLowerCase().pipe(z.email().max(254)),
  password: text(10, 128),
})

export function authRoutes(auth: AuthApi, limits: AuthLimits): Router {
  const limitRegistrations = perMinute({
    limit: limits.registrationsPerMinute,
    keyGenerator: ({ ip }) => ipKeyGenerator(ip ?? ''),
  })
  const limitFailedLogins = perMinute({
    limit: limits.loginsPerMinute,
    keyGenerator: ({ ip, body }) => `${ipKeyGenerator(ip ?? '')} ${(body as Credentials).email}`,
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_request, response) => response.statusCode !== 401,
  })

  const routes = Router()

  routes
    .route('/auth/register')
    .all(noQuery)
    .post(parseCredentials, limitRegistrations, async (request, response) => {
      response.status(201).json(await auth.register(request.body as Credentials))
    })
    .all(allow('POST'))

  routes
    .route('/auth/login')
    .all(noQuery)
    .post(parseCredentials, limitFailedLogins, async (request, response) => {
      response.json(await auth.login(request.body as Credentials))
    })
    .all(allow('POST'))

  routes
    .route('/auth/jwks')
    .all(noQuery)
    .get(async (_request, response) => {
      response.json(await auth.getKeys())
    })
    .all(allow('GET'))

  return routes
}

// Before the limit: failed logins are counted by email, so it has to be one.
const parseCredentials: RequestHandler = (request, _response, next) => {
  request.body = parse(credentials, request.body)
  next()
}

// Counted in memory, so each replica allows as much.
const perMinute = (options: Partial<Options>) =>
  rateLimit({
    windowMs: 60_000,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    handler: (_request, _response, next) =>
      next(new AppError('too_many', 'too many attempts, wait a minute')),
    ...options,
  })
