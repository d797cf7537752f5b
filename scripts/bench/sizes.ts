// How long and how much is measured.
export const sizes = {
  full: {
    rounds: 2,
    idleSeconds: 10,
    browse: { clients: 8, seconds: 5 },
    accept: { clients: [1, 8, 32], seconds: 20, warmUps: 40 },
    finalWithinMs: 60_000,
    complete: { first: 5, atMost: 640, halvings: 2, seconds: 15 },
    slow: { first: 5, atMost: 640, halvings: 2, seconds: 15 },
    away: { seconds: 10, everyMs: 250 },
    effects: { rate: 10, seconds: 10 },
  },
  quick: {
    rounds: 1,
    idleSeconds: 1,
    browse: { clients: 8, seconds: 1 },
    accept: { clients: [1, 8, 32], seconds: 1, warmUps: 10 },
    finalWithinMs: 10_000,
    complete: { first: 20, atMost: 640, halvings: 0, seconds: 2 },
    slow: { first: 20, atMost: 20, halvings: 0, seconds: 2 },
    away: { seconds: 1, everyMs: 250 },
    effects: { rate: 10, seconds: 1 },
  },
}
export type Size = (typeof sizes)['full']
/** No more customers than this are made ready at once, however fast a phase is. */
export const mostCustomers = 6_000
/** The latency that a slow card processor has. */
export const slowMs = 200
