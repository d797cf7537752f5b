// What every process measures about itself. Names and labels: design of the whole, section "Metrics".
import type { RequestHandler } from 'express'
import type { Knex } from 'knex'
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export function makeRegistry(service: string): Registry {
  const registry = new Registry()
  registry.setDefaultLabels({ service })
  // Milliseconds. The usual 10 wake a process that has nothing to do a hundred times a second.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 })
  return registry
}

/** Times each request. The route is its pattern: a raw path would make a time series per product. */
export function measureHttp(registry: Registry): RequestHandler {
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
  return (request, response, next) => {
    const startedAt = performance.now()
    response.once('close', () => {
      const route = (request.route as { path: string } | undefined)?.path ?? 'unmatched'
      const labels = { method: request.method, route, status: response.statusCode }
      duration.observe(labels, (performance.now() - startedAt) / 1_000)
    })
    next()
  }
}

type Pool = Record<'numUsed' | 'numFree' | 'numPendingAcquires', () => number>

/** Free, used and awaited connections of the pool, read when they are asked for. */
export function measurePool(registry: Registry, db: Knex): void {
  const { pool } = db.client as { pool: Pool }
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  gauge('db_pool_used', 'Connections in use', () => pool.numUsed())
  gauge('db_pool_free', 'Connections open and idle', () => pool.numFree())
  gauge('db_pool_waiting', 'Callers waiting for a connection', () => pool.numPendingAcquires())
}
