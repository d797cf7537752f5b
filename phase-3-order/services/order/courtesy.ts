// Who waits for an answer goes first: while customers are served, only a few sagas move at the same time. Nobody waits
// for the end of a saga, and none of them stands still.

/** `few` sagas at a time while somebody is served, as many as come while nobody is. */
export function makeCourtesy({ few }: { few: number }) {
  let served = 0
  let moving = 0
  const waiting: (() => void)[] = []

  const isFree = () => served === 0 || moving < few

  function letPass() {
    while (waiting.length > 0 && isFree()) {
      moving += 1
      waiting.shift()!()
    }
  }

  return {
    /** Of a customer, who is waiting. */
    async serve<Result>(work: () => Promise<Result>): Promise<Result> {
      served += 1
      try {
        return await work()
      } finally {
        served -= 1
        letPass()
      }
    },

    /** Of a saga. Those that wait have their turn in the order in which they came. */
    async move(work: () => Promise<void>): Promise<void> {
      const turn = Promise.withResolvers<void>()
      waiting.push(turn.resolve)
      letPass()
      await turn.promise
      try {
        await work()
      } finally {
        moving -= 1
        letPass()
      }
    },
  }
}
