// Work done at once but told in turn: the first says its lines as they come, the next when the first has ended.
// So many at a time; whenever one has ended, the next begins.
import { stay } from './terminal.ts'

export type Say = (line: string) => unknown

export async function runAtOnce<T>(
  works: ((say: Say) => Promise<T>)[],
  { atATime = works.length, tell = stay } = {},
): Promise<T[]> {
  let turn: Promise<unknown> = Promise.resolve()
  const running = new Set<Promise<unknown>>()
  const results: Promise<T>[] = []
  for (const work of works) {
    if (running.size === atATime) await Promise.race(running)
    const { say, itsTurn } = holdBack(tell)
    const result = work(say)
    results.push(result)
    const ended: Promise<unknown> = result.catch(() => {}).then(() => running.delete(ended))
    running.add(ended)
    turn = turn.then(itsTurn).then(() => ended)
  }
  await turn
  return Promise.all(results)
}

/** Keeps what is said until its turn has come. */
function holdBack(tell: Say) {
  const held: string[] = []
  let say: Say = (line) => held.push(line)
  return {
    say: (line: string) => say(line),
    itsTurn() {
      for (const line of held) tell(line)
      say = tell
    },
  }
}
