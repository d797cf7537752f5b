// Each phase once, with nobody in it, before anything is measured. Node keeps what it has compiled for the next start of the same
// code (NODE_COMPILE_CACHE, see scripts/run.mjs): the first start takes longer, and each process of it carries the compiler of
// TypeScript with it to its end.
import { startServers } from '../infra/infra.ts'
import { getPhase } from '../phases.ts'
import { openShop } from './open-shop.ts'

export async function startOnce(phases: number[], report: (line: string) => void): Promise<void> {
  const names = new Set(phases.flatMap((phase) => getPhase(phase).servers))
  report('servers: starting')
  await using servers = await startServers([...names])
  for (const phase of phases) {
    report(`phase ${phase}: starting once, to be compiled`)
    const shop = await openShop(phase, servers)
    await shop[Symbol.asyncDispose]() // kept when its processes end
  }
}
