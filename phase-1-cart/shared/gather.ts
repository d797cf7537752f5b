// Work that is cheaper together: what is asked for in one turn of the event loop, or while a round is under way, is one
// round. Nobody waits for company: who is alone goes at once.

/** Hands back what to call with each item. It resolves when the round that has the item is over, and rejects as the round does.
 *  One round at a time, items in the order in which they came. */
export function gather<Item>(
  run: (items: Item[]) => Promise<unknown>,
): (item: Item) => Promise<void> {
  let waiting: Item[] = []
  let next: Promise<void> | undefined
  let last: Promise<unknown> = Promise.resolve()

  async function round(after: Promise<unknown>) {
    await Promise.allSettled([after, new Promise(setImmediate)])
    const items = waiting
    waiting = []
    next = undefined
    await run(items)
  }

  return (item) => {
    waiting.push(item)
    next ??= last = round(last)
    return next
  }
}
