// The processor's HTTP API: input is checked, one operation is called, its answer is written. No rules and no SQL.
import express, { type Request, type RequestHandler } from 'express'
import type { Logger } from 'pino'
import { z } from 'zod'
import { type Behaviour, behaviourSchema } from './behaviour.ts'
import { answerProblem, noRoute, requireJson, route } from './http.ts'
import { pause } from './pause.ts'
import { parse, Problem } from './problem.ts'
import { paymentMethods } from './provider-rules.ts'
import type { Provider } from './provider.ts'

const cents = z.int().min(1)
const key = z.string().regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 printable characters')

const chargeSchema = z.strictObject({
  'Idempotency-Key': key,
  amountCents: cents,
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters'),
  paymentMethod: z.enum(paymentMethods),
})
const refundSchema = z.strictObject({ 'Idempotency-Key': key, chargeKey: key, amountCents: cents })
const ledgerSchema = z.strictObject({ key: key.optional() })

type Parts = { provider: Provider; behaviour: Behaviour; stopping: AbortSignal; log: Logger }
type Effect = (request: Request) => Promise<{ isNew: boolean; result: object }>

export function providerHttp({ provider, behaviour, stopping, log }: Parts) {
  // Between the wire and an effect stands the behaviour that tests have asked for.
  const effect =
    (run: Effect): RequestHandler =>
    async (request, response) => {
      await pause(behaviour.read().latencyMs, stopping)
      if (behaviour.read().down) {
        request.socket.destroy()
        return
      }
      if (behaviour.take('failNext')) throw new Problem('unavailable', 'told to fail')
      const { isNew, result } = await run(request)
      log.debug({ path: request.path, ...result }, 'done')
      if (behaviour.take('loseNext')) throw new Problem('internal', 'told to lose the answer')
      response.status(isNew ? 201 : 200).json(result)
    }

  const app = express()
  app.disable('x-powered-by')
  app.set('query parser', 'simple')
  app.use(requireJson, express.json({ limit: '8kb' }))

  route(app, '/charges', {
    POST: effect((request) => {
      const { 'Idempotency-Key': id, ...charge } = parse(chargeSchema, withKey(request))
      return provider.charge({ key: id, ...charge })
    }),
  })
  route(app, '/refunds', {
    POST: effect((request) => {
      const { 'Idempotency-Key': id, ...refund } = parse(refundSchema, withKey(request))
      return provider.refund({ key: id, ...refund })
    }),
  })
  route(app, '/ledger', {
    GET: async (request, response) => {
      const query = parse(ledgerSchema, { ...request.query })
      response.json({ items: await provider.ledger(query.key) })
    },
  })
  route(app, '/behaviour', {
    GET: (_request, response) => void response.json(behaviour.read()),
    PUT: (request, response) => {
      response.json(behaviour.set(parse(behaviourSchema, { ...request.body })))
    },
    DELETE: (_request, response) => void response.json(behaviour.reset()),
  })
  route(app, '/health/live', {
    GET: (_request, response) => void response.json({ status: 'live' }),
  })
  route(app, '/health/ready', {
    GET: async (_request, response) => {
      const isReady = await provider.check().then(
        () => true,
        () => false,
      )
      response.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'not ready' })
    },
  })

  app.use(noRoute, answerProblem(log))
  return app
}

// The key comes in a header; checked together with the body, everything wrong is told at once.
const withKey = (request: Request) => ({
  ...(request.body as object | undefined),
  'Idempotency-Key': request.get('Idempotency-Key'),
})
