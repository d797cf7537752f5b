// A shop that specs share, because it costs as much as many of them. Whoever has it leaves it whole: the next one finds
// nobody dead and nothing under way, though there is a past.
import type { Shop } from '../../scripts/shop.ts'
import { untilStill } from './given-time.ts'

export function shareShop<Kind extends Shop>(open: () => Promise<Kind>) {
  let opened: Promise<Kind> | undefined
  // Of no suite: mocha does it when the last spec is over.
  after(async function () {
    this.timeout(180_000)
    await (await opened?.catch(() => undefined))?.[Symbol.asyncDispose]()
  })

  async function use(): Promise<Kind> {
    const shop = await (opened ??= open())
    await untilStill(shop)
    return shop
  }
  /** For a spec that ends it. Whoever comes later gets another one. */
  async function take(): Promise<Kind> {
    const shop = await use()
    opened = undefined
    return shop
  }
  return { use, take }
}
