// The shop for specs that kill: each of its services dies, or hangs, when its doom says so.
import { type Doom, openDoom } from '../../scripts/faults/doom.ts'
import type { Shop } from '../../scripts/shop.ts'
import { givenShop, type Victim, victims } from './given-shop.ts'
import { shareShop } from './share-shop.ts'

export const gatewayTimeoutMs = 8_000
const env = { GATEWAY_TIMEOUT_MS: String(gatewayTimeoutMs) }

export type DoomedShop = Shop & { dooms: Record<Victim, Doom> }

export const { use: doomedShop } = shareShop(async (): Promise<DoomedShop> => {
  await using building = new AsyncDisposableStack()
  const opened = victims.map(async (name) => [name, building.use(await openDoom())] as const)
  const dooms = Object.fromEntries(await Promise.all(opened)) as DoomedShop['dooms']
  const envOf = Object.fromEntries(victims.map((name) => [name, dooms[name].env]))
  const shop = building.use(await givenShop({ env, envOf }))
  const running = building.move()
  return { ...shop, dooms, [Symbol.asyncDispose]: () => running.disposeAsync() }
})
