// The gateway for a spec, started as the process starts it, on free ports.
import type { Config } from '../config.ts'
import { upstreams } from '../gateway-routes.ts'
import { start } from '../start.ts'
import { givenNobody } from './given-upstreams.ts'

export type GivenGateway = Awaited<ReturnType<typeof givenGateway>>
type Labels = Record<string, string>

/** Whatever has no upstream here has one that is not there. */
export async function givenGateway(urls: Partial<Config['urls']>, config: Partial<Config> = {}) {
  const nobody = await givenNobody()
  const nowhere = Object.fromEntries(
    Object.keys(upstreams).map((name) => [name, nobody]),
  ) as Config['urls']
  const gateway = await start({
    port: 0,
    opsPort: 0,
    urls: { ...nowhere, ...urls },
    timeoutMs: 5_000,
    trustProxyHops: 0,
    logLevel: 'silent',
    ...config,
  })
  const ops = (path: string) => fetch(`http://localhost:${gateway.opsPort}${path}`)

  /** The sum of the series that have these labels. */
  async function metric(name: string, labels: Labels): Promise<number> {
    const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`)
    return (await (await ops('/metrics')).text())
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) && wanted.every((part) => line.includes(part)))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
  }

  return {
    port: gateway.port,
    ops,
    /** How many requests were counted, and how many failures of upstreams. */
    requests: (labels: Labels) => metric('http_request_duration_seconds_count', labels),
    failures: (labels: Labels = {}) => metric('gateway_upstream_failures_total', labels),
    [Symbol.asyncDispose]: gateway[Symbol.asyncDispose],
  }
}
