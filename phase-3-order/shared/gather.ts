// Work that is cheaper together: what is asked for in one turn of the event loop, or while a round is under way, is one
// round. Nobody waits for company, and who is alone goes at once, unless rounds rest.

/** Four times what a round took: the more there is to do, the more goes together, and customers have the cores meanwhile. */
const restMs = (tookMs: number) => Math.min(4 * tookMs, 100)

/** Hands back what to call with each item. It resolves when the round that has the item is over, and rejects as the round does.
 *  One round at a time, items in the order in which they came. `rests`: after each round, for work no customer waits for. */
export function gather<Item>(
  run: (items: Item[]) => Promise<unknown>,
  { rests = false }: { rests?: boolean } = {},
): (item: Item) => Promise<void> {
  let waiting: Item[] = []
  let next: Promise<void> | undefined
  let free: Promise<unknown> = Promise.resolve()

  async function round() {
    await Promise.all([free, new Promise(setImmediate)])
    const items = waiting
    waiting = []
    next = undefined
    const over = Promise.withResolvers<void>()
    free = over.promise
    const began = performance.now()
    try {
      await run(items)
    } finally {
      if (rests) setTimeout(over.resolve, restMs(performance.now() - began))
      else over.resolve()
    }
  }

  return (item) => {
    waiting.push(item)
    next ??= round()
    return next
  }
}
