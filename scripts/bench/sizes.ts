// How long and how much is measured. What a size has no entry for is left out.

/** Of the highest rate that a phase keeps up with: from `first` up, or down to `least`. */
export type Search = { first: number; least: number; atMost: number; halvings: number }

export type Size = {
  rounds: number
  /** Each phase has been started before, so that Node has compiled it. */
  startsOnce?: boolean
  finalWithinMs: number
  accept: { clients: number[]; seconds: number; warmUps: number }
  complete: Search & { seconds: number }
  /** Begins when nobody has been there for a while, after the bursts: what loops run is compiled by then. */
  idle?: { afterSeconds: number; seconds: number }
  browse?: { pages: Page[]; clients: number; seconds: number; warmUpSeconds: number }
  /** It begins near the ceiling. */
  slow?: { seconds: number; halvings: number }
  away?: { seconds: number; everyMs: number }
  effects?: { rate: number; seconds: number }
  /** What the newest phase does with more of itself, and with more orders: once in a run. */
  scale?: { replicas: ReplicasSize; growth: GrowthSize }
}
export type ReplicasSize = {
  timesCeiling: number
  atLeast: number
  seconds: number
  warmUps: number
}
export type GrowthSize = {
  few: number
  many: number
  warmUps: number
  rate: number
  seconds: number
  fillWithinMs: number
}

export const pages = ['list', 'category', 'search', 'detail'] as const
export type Page = (typeof pages)[number]

const full: Size = {
  rounds: 2,
  startsOnce: true,
  finalWithinMs: 60_000,
  accept: { clients: [1, 8, 32], seconds: 20, warmUps: 40 },
  complete: { first: 5, least: 5, atMost: 640, halvings: 2, seconds: 10 },
  idle: { afterSeconds: 20, seconds: 10 },
  browse: { pages: [...pages], clients: 8, seconds: 5, warmUpSeconds: 3 },
  slow: { seconds: 10, halvings: 2 },
  away: { seconds: 5, everyMs: 250 },
  effects: { rate: 10, seconds: 5 },
  scale: {
    replicas: { timesCeiling: 2, atLeast: 20, seconds: 15, warmUps: 500 },
    growth: {
      few: 1_000,
      many: 1_000_000,
      warmUps: 200,
      rate: 10,
      seconds: 20,
      fillWithinMs: 360_000,
    },
  },
}

const quick: Size = {
  rounds: 1,
  finalWithinMs: 10_000,
  accept: { clients: [1, 32], seconds: 1, warmUps: 10 },
  complete: { first: 20, least: 20, atMost: 20, halvings: 0, seconds: 2 },
  browse: { pages: ['list'], clients: 8, seconds: 1, warmUpSeconds: 1 },
}

export const sizes = { full, quick }

/** A round after the first has only what rests on chance the most. */
export const ofRound = (size: Size, round: number): Size =>
  round === 1
    ? size
    : {
        rounds: size.rounds,
        finalWithinMs: size.finalWithinMs,
        accept: size.accept,
        complete: { ...size.complete, first: 4 * size.complete.first },
      }

/** No more customers than this are made ready at once, however fast a phase is. */
export const mostCustomers = 6_000
/** The latency that a slow card processor has. */
export const slowMs = 200
