// Work done at once but told in turn: the first says its lines as they come, the next when the first has ended.
import { stay } from './terminal.ts'

export type Say = (line: string) => unknown

export function runAtOnce<T>(works: ((say: Say) => Promise<T>)[]): Promise<T[]> {
  let turn = Promise.resolve()
  const running = works.map((work) => {
    const held: string[] = []
    let say: Say = (line) => held.push(line)
    const myTurn = turn.then(() => {
      held.forEach(stay)
      say = stay
    })
    const result = work((line) => say(line))
    turn = Promise.allSettled([myTurn, result]).then(() => {})
    return result
  })
  return Promise.all(running)
}
