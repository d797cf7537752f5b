// Work that goes on step by step, as far and when the spec wants: it stands still wherever it calls `pause`.
type Work = (pause: () => Promise<void>) => Promise<unknown>

/** Hands back the next step: it resolves where the work stands still again, or is over. Nobody hears of its errors. */
export function stepThrough(work: Work): () => Promise<void> {
  let stand = Promise.withResolvers<void>()
  let leave = Promise.withResolvers<void>()
  let hasBegun = false
  let isOver = false

  function pause() {
    leave = Promise.withResolvers()
    stand.resolve()
    return leave.promise
  }

  async function toTheEnd() {
    await work(pause).catch(() => {})
    isOver = true
    stand.resolve()
  }

  return async function step() {
    if (isOver) return
    stand = Promise.withResolvers()
    if (hasBegun) leave.resolve()
    else void toTheEnd()
    hasBegun = true
    await stand.promise
  }
}

/** All ways in which so many steps of the one and so many of the other may come. */
export function orders(ones: number, others: number, one: string, other: string): string[] {
  if (ones === 0) return [other.repeat(others)]
  if (others === 0) return [one.repeat(ones)]
  const first = orders(ones - 1, others, one, other).map((rest) => one + rest)
  const last = orders(ones, others - 1, one, other).map((rest) => other + rest)
  return [...first, ...last]
}
