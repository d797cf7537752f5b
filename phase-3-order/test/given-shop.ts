// The shop of this phase as specs want it: real processes on free ports, and as many customers as come.
import { join } from 'node:path'
import { localFolder } from '../../scripts/infra/folders.ts'
import { startServers } from '../../scripts/infra/infra.ts'
import { startShop, type Shop, type ShopOptions } from '../../scripts/shop.ts'

const env = {
  AUTH_SCRYPT_LOG2_COST: '12',
  AUTH_REGISTRATIONS_PER_MINUTE: '100000',
  AUTH_LOGINS_PER_MINUTE: '100000',
  PAYMENT_TIMEOUT_MS: '1000',
  PROVIDER_SLOW_MS: '1500',
  LOG_LEVEL: 'warn',
  NODE_COMPILE_CACHE: join(localFolder, 'compile-cache'), // processes start in two thirds of the time
}

/** `phase` 2 is the shop that this one was made from. */
export async function givenShop(options: Partial<ShopOptions> = {}): Promise<Shop> {
  await using building = new AsyncDisposableStack()
  const servers = building.use(await startServers(['postgres', 'rabbitmq', 'kafka']))
  const shop = await startShop({
    phase: 3,
    servers,
    ports: 'free',
    ...options,
    env: { ...env, ...options.env },
  })
  building.use(shop)
  const running = building.move()
  return { ...shop, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
