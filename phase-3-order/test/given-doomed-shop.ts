// The shop for specs that kill: each of its services dies, or hangs, when its doom says so.
import { type Doom, openDoom } from '../../scripts/faults/doom.ts'
import type { Shop } from '../../scripts/shop.ts'
import { givenShop } from './given-shop.ts'
import { shareShop } from './share-shop.ts'

/** The services that a checkout needs, or that hear of it. */
const victims = [
  'order-service',
  'cart-service',
  'product-service',
  'payment-service',
  'analytics-service',
  'order-projector',
] as const
export type Victim = (typeof victims)[number]
export type DoomedShop = Shop & { dooms: Record<Victim, Doom> }

/** A slow card leaves time to think again. */
const env = { PROVIDER_SLOW_MS: '8000' }

export const { use: doomedShop } = shareShop(async (): Promise<DoomedShop> => {
  await using building = new AsyncDisposableStack()
  const opened = victims.map(async (name) => [name, building.use(await openDoom())] as const)
  const dooms = Object.fromEntries(await Promise.all(opened)) as DoomedShop['dooms']
  const envOf = Object.fromEntries(victims.map((name) => [name, dooms[name].env]))
  const shop = building.use(await givenShop({ env, envOf }))
  const running = building.move()
  return { ...shop, dooms, [Symbol.asyncDispose]: () => running.disposeAsync() }
})
