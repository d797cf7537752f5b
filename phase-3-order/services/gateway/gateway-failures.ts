// What goes wrong with an upstream: what the client is told, and what operators count.
import { Counter, type Registry } from 'prom-client'
import { AppError } from '../../shared/errors.ts'
import type { Log } from '../../shared/log.ts'

export type Failures = ReturnType<typeof makeFailures>
type Reason = 'unreachable' | 'timeout' | 'broken_off' | 'unreadable' | 'cut_short'

export function makeFailures(registry: Registry, log: Log) {
  const failures = new Counter({
    name: 'gateway_upstream_failures_total',
    help: 'Requests that an upstream did not answer, or not to the end',
    labelNames: ['upstream', 'reason'],
    registers: [registry],
  })

  function count(upstream: string, reason: Reason, error: unknown) {
    failures.inc({ upstream, reason })
    log.warn({ upstream, reason, err: error }, 'upstream failed')
  }

  return {
    /**
     * There is no answer: counts why, and hands back what to say instead. Our own bugs pass as they are.
     * Without Retry-After, which would say that nothing has happened and when to come back: who knows?
     */
    noAnswer(upstream: string, error: unknown): unknown {
      const reason = reasonOf(error)
      if (!reason) return error
      count(upstream, reason, error)
      return reason === 'timeout'
        ? new AppError('gateway_timeout', 'the service behind this address took too long')
        : new AppError('bad_gateway', 'the service behind this address gave no answer')
    },

    /** The answer broke off in the middle, when its status had been sent. */
    cutShort: (upstream: string, error: unknown) => count(upstream, 'cut_short', error),
  }
}

function reasonOf(error: unknown): Reason | undefined {
  const { code = '' } = error as { code?: string }
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/.test(code)) {
    return 'unreachable'
  }
  if (code === 'ETIMEDOUT') return 'timeout'
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'broken_off'
  return code.startsWith('HPE_') ? 'unreadable' : undefined // Node's HTTP parser
}
