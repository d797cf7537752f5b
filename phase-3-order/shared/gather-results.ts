// What gather.ts does, for work that hands something back and may rest between two rounds. Each item has its own result, and
// its own failure.
import { gather } from './gather.ts'

type Asked<Item, Result> = PromiseWithResolvers<Result> & { item: Item }

/** `run` hands back a result for each item, in their order. Where it fails for several, each of them has one more try, alone: what is
 *  wrong with one is no harm to the others. */
export function gatherResults<Item, Result>(
  run: (items: Item[]) => Promise<Result[]>,
): (item: Item) => Promise<Result> {
  async function round(asked: Asked<Item, Result>[]): Promise<void> {
    try {
      const results = await run(asked.map(({ item }) => item))
      asked.forEach(({ resolve }, at) => resolve(results[at]!))
    } catch (error) {
      if (asked.length === 1) return asked[0]!.reject(error)
      await Promise.all(asked.map((one) => round([one])))
    }
  }

  const enter = gather(round, { rests: true })
  return (item) => {
    const asked = { item, ...Promise.withResolvers<Result>() }
    void enter(asked)
    return asked.promise
  }
}
