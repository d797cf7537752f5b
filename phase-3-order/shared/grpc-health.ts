// The standard health service, which probes and load balancers ask. https://grpc.io/docs/guides/health-checking/
import type { handleServerStreamingCall, Server } from '@grpc/grpc-js'
import { HealthImplementation } from 'grpc-health-check'

type Watch = handleServerStreamingCall<unknown, unknown>

/** Adds it for the server as a whole ('') and for each service. The function that comes back says NOT_SERVING. */
export function addHealth(server: Server, services: string[]): () => void {
  const names = ['', ...services]
  const health = new HealthImplementation()
  for (const name of names) health.setStatus(name, 'SERVING')
  const watches = new Set<Parameters<Watch>[0]>()
  health.addToServer({
    addService: (definition, { watch, ...methods }) =>
      server.addService(definition, {
        ...methods,
        watch: (call: Parameters<Watch>[0]) => {
          watches.add(call)
          call.once('cancelled', () => watches.delete(call))
          ;(watch as Watch)(call)
        },
      }),
  })
  return () => {
    for (const name of names) health.setStatus(name, 'NOT_SERVING')
    for (const watch of watches) watch.end()
  }
}
