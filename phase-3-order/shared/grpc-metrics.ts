// Times calls on both sides, by method and status. Only methods of the proto count: nobody can invent a time series.
import { ServerInterceptingCall, status, type ServerInterceptor } from '@grpc/grpc-js'
import { Histogram, type Registry } from 'prom-client'

type Durations = Histogram<'method' | 'code'>

/** Start it with "/cart.v1.CartService/GetCart", and stop it with what came back. Retries are part of the call. */
export function timeCalls(registry: Registry) {
  const name = 'grpc_client_handled_seconds'
  const durations = findOrMake(registry, name, 'Time from a call to its answer')
  return (path: string) => {
    const stop = durations.startTimer({ method: path.slice(1) })
    return (code: status) => void stop({ code: status[code] })
  }
}

export function measureServer(registry: Registry): ServerInterceptor {
  const name = 'grpc_server_handled_seconds'
  const durations = findOrMake(registry, name, 'Time from a request to its answer')
  return ({ path }, call) => {
    const stop = durations.startTimer({ method: path.slice(1) })
    let isAnswered = false
    return new ServerInterceptingCall(call, {
      sendStatus(answer, next) {
        isAnswered = true
        stop({ code: status[answer.code ?? status.UNKNOWN] })
        next(answer)
      },
      start: (next) =>
        next({
          // Comes at the end of every call. Before our answer it is the deadline, or the caller has left,
          // or grpc-js has refused a request as too large.
          onCancel() {
            if (!isAnswered) stop({ code: status[endOf(call) ?? status.CANCELLED] })
          },
        }),
    })
  }
}

/** How a call ended for which nobody waits any more; undefined while somebody does. */
export function endOf(call: { cancelled?: boolean; getDeadline(): Date | number }) {
  if (Number(call.getDeadline()) <= Date.now()) return status.DEADLINE_EXCEEDED
  return call.cancelled ? status.CANCELLED : undefined
}

/** Clients of several services share a registry, and so its metrics. */
function findOrMake(registry: Registry, name: string, help: string): Durations {
  const known = registry.getSingleMetric(name)
  if (known) return known as Durations
  return new Histogram({
    name,
    help,
    labelNames: ['method', 'code'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  })
}
