// The operators' port: is it alive, can it work, what does it measure. Never behind the public address.
import express from 'express'
import type { Registry } from 'prom-client'

/** Each check resolves when its dependency answers, and rejects when it does not. */
export type ReadyChecks = Record<string, () => Promise<unknown>>

const patienceMs = 1_000

export function makeOpsApp(registry: Registry, checks: ReadyChecks, isStopping: () => boolean) {
  const app = express()
  app.disable('x-powered-by')
  app.get('/health/live', (_request, response) => void response.json({ status: 'live' }))
  app.get('/health/ready', async (_request, response) => {
    const entries = Object.entries(checks).map(async ([name, check]) => [
      name,
      await outcome(check),
    ])
    const parts = Object.fromEntries(await Promise.all(entries)) as Record<string, string>
    const isReady = !isStopping() && Object.values(parts).every((part) => part === 'ok')
    response.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'not ready', ...parts })
  })
  app.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics())
  })
  return app
}

async function outcome(check: () => Promise<unknown>): Promise<string> {
  const late = new Promise<string>((resolve) => {
    setTimeout(resolve, patienceMs, `no answer in ${patienceMs} ms`).unref()
  })
  return Promise.race([
    late,
    check().then(
      () => 'ok',
      (error: Error) => error.message,
    ),
  ])
}
