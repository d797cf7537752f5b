// Visitors who look around and buy nothing: what a load generator is for.
import autocannon from 'autocannon'

export type Visits = {
  what: string
  perSecond: number
  answered: number
  refused: number
  latenciesMs: number[]
  seconds: number
}
type Browsing = { what: string; path: string; clients: number; seconds: number }

export async function browse(
  address: string,
  { what, path, clients, seconds }: Browsing,
): Promise<Visits> {
  const latenciesMs: number[] = []
  let refused = 0
  const { promise, resolve, reject } = Promise.withResolvers<autocannon.Result>()
  const options = { url: address + path, connections: clients, duration: seconds, sampleInt: 100 }
  // Its own percentiles are in whole milliseconds.
  const run = autocannon(options, (error: Error | null, result: autocannon.Result) => {
    if (error) reject(error)
    else resolve(result)
  })
  run.on('response', (_client, status, _bytes, ms) => {
    if (status === 200) latenciesMs.push(ms)
    else refused++
  })
  const { errors, duration } = await promise
  return {
    what,
    perSecond: latenciesMs.length / duration,
    answered: latenciesMs.length,
    refused: refused + errors,
    latenciesMs,
    seconds: duration,
  }
}
