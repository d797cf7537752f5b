// A shop to be measured, with its customers: their carts are full, and their cards are good.
import { gatherCrowd } from '../faults/crowd.ts'
import type { Servers } from '../infra/infra.ts'
import { startShop, type ShopOptions } from '../shop.ts'
import { until } from '../until.ts'

/** Cheap passwords, and nobody turned away for coming with many others. */
const calm = {
  AUTH_SCRYPT_LOG2_COST: '12',
  AUTH_REGISTRATIONS_PER_MINUTE: '100000',
  LOG_LEVEL: 'warn',
}

export async function openShop(
  phase: number,
  servers: Servers,
  { size, env, envOf }: Pick<ShopOptions, 'env' | 'envOf'> & { size: number },
) {
  await using building = new AsyncDisposableStack()
  const settings = { env: { ...calm, ...env }, ...(envOf && { envOf }) }
  const shop = building.use(await startShop({ phase, servers, ports: 'free', ...settings }))
  // The processes meet for the first time, which may take longer than many customers at once are given.
  const isServed = () =>
    gatherCrowd(shop.address, 1).then(
      () => true,
      () => false,
    )
  await until('a first customer can fill a cart', isServed, Boolean)
  const crowd = await gatherCrowd(shop.address, size)
  for (const customer of crowd.customers) customer.paymentMethod = 'pm_card_visa'

  const running = building.move()
  return { shop, crowd, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
