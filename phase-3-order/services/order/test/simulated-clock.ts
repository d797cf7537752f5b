// Time and chance of a simulation: everything that happens hangs on one seed, so it can happen again.

type Event = { at: number; order: number; isWork: boolean; run(): void }

export type Clock = ReturnType<typeof makeClock>

export function makeClock(seed: number) {
  const chances = makeChances(seed)
  const events: Event[] = [] // a heap: the earliest is the first
  const lines: string[] = []
  let [now, count, work] = [0, 0, 0]

  const isBefore = (a: Event, b: Event) => a.at < b.at || (a.at === b.at && a.order < b.order)

  function push(event: Event) {
    let at = events.push(event) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      if (!isBefore(event, events[parent]!)) break
      events[at] = events[parent]!
      at = parent
    }
    events[at] = event
  }

  function pop(): Event {
    const first = events[0]!
    const last = events.pop()!
    if (events.length === 0) return first
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= events.length) break
      if (child + 1 < events.length && isBefore(events[child + 1]!, events[child]!)) child++
      if (!isBefore(events[child]!, last)) break
      events[at] = events[child]!
      at = child
    }
    events[at] = last
    return first
  }

  return {
    ...chances,
    lines,
    now: () => now,
    note: (line: string) => void lines.push(`${(now / 1000).toFixed(3).padStart(8)} s  ${line}`),

    /** Not work is what goes on for ever, such as a loop that has nothing to do. */
    after(ms: number, run: () => void, isWork = true) {
      if (isWork) work += 1
      push({ at: now + ms, order: count++, isWork, run })
    },

    /** Until nothing is under way any more, or the time is over, or so much has happened that it goes in circles. */
    run(isQuiet: () => boolean, untilMs: number, mostEvents: number) {
      const isOver = () => now >= untilMs || count > mostEvents || (work === 0 && isQuiet())
      while (events.length > 0 && !isOver()) {
        const event = pop()
        now = event.at
        if (event.isWork) work -= 1
        event.run()
      }
    },
  }
}

// mulberry32 by Tommy Ettinger: small, fast, and good enough to play dice.
function makeChances(seed: number) {
  let state = seed >>> 0
  function random() {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (count: number) => Math.floor(random() * count)
  return {
    chance: (part: number) => random() < part,
    /** Both included. */
    between: (low: number, high: number) => low + below(high - low + 1),
    pick: <Item>(items: readonly Item[]): Item => items[below(items.length)]!,
  }
}
