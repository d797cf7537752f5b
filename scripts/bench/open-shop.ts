// A shop to be measured, fresh, with enough of everything: what runs out would be measured instead.
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { query } from '../faults/query.ts'
import { privateFolder } from '../infra/folders.ts'
import type { Servers } from '../infra/infra.ts'
import { getPhase } from '../phases.ts'
import { type Shop, type ShopOptions, startShop } from '../shop.ts'

/** Cheap passwords, and nobody turned away for coming with many others. */
const calm = {
  AUTH_SCRYPT_LOG2_COST: '4',
  AUTH_REGISTRATIONS_PER_MINUTE: '10000000',
  LOG_LEVEL: 'warn',
}

export async function openShop(
  phase: number,
  servers: Servers,
  options: Pick<ShopOptions, 'envOf' | 'report' | 'adopt' | 'topicPrefix' | 'queuePrefix'> = {},
): Promise<Shop> {
  await using building = new AsyncDisposableStack()
  const shop = building.use(
    await startShop({ phase, servers, ports: 'free', env: calm, ...options }),
  )
  for (const url of Object.values(shop.databaseUrls)) await stockUp(url)
  building.move() // the caller closes it
  return shop
}

async function stockUp(url: string) {
  const there = await query(url, `select to_regclass('products') is not null as products`)
  if (there[0]!['products']) await query(url, 'update products set stock = 1000000')
}

/** One whose own processes count what they do into files of that folder. */
export async function openCountingShop(phase: number, servers: Servers) {
  await using building = new AsyncDisposableStack()
  const folder = building.use(await privateFolder('effects'))
  const preload = pathToFileURL(join(import.meta.dirname, 'count-effects.ts')).href
  const counting = { NODE_OPTIONS: `--import=${preload}`, EFFECT_COUNTS: folder.path }
  const names = getPhase(phase).processes.map(({ name }) => name)
  const own = names.filter((name) => name !== 'provider')
  const envOf = Object.fromEntries(own.map((name) => [name, counting]))
  const shop = building.use(await openShop(phase, servers, { envOf }))
  const running = building.move()
  return { shop, folder: folder.path, [Symbol.asyncDispose]: () => running.disposeAsync() }
}
