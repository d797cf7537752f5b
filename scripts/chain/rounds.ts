// What the rounds of availability.ts come to. Pure.
import { product } from './numbers.ts'

/** `completed`, `pending` and `failed` are orders as the checkout's own answer tells of them. */
export const outcomes = ['completed', 'pending', 'failed', 'unavailable', 'other'] as const
export type Outcome = (typeof outcomes)[number]
/** Who did not answer, and what the customers were told. */
export type Round = { down: string[]; outcomes: Outcome[] }

export function outcomeOf(status: number | undefined, orderStatus: string | undefined): Outcome {
  if (status === 503) return 'unavailable'
  const told = outcomes.find((outcome) => outcome === orderStatus)
  return status === 201 && told ? told : 'other'
}

/** Shares of all checkouts, from 0 to 1. */
export type Shares = {
  /** Of each part that is needed: during how many it was up. */
  up: Record<string, number>
  /** What is to be expected of parts that fail each for itself. */
  product: number
  /** During how many all parts were up at once. */
  allUp: number
  told: Record<Outcome, number>
}

export function sharesOf(rounds: Round[], needs: string[]): Shares {
  const all = rounds.flatMap((round) => round.outcomes).length
  const shareOf = (count: (round: Round) => number) =>
    rounds.reduce((counted, round) => counted + count(round), 0) / all
  const during = (isMeant: (round: Round) => boolean) =>
    shareOf((round) => (isMeant(round) ? round.outcomes.length : 0))

  const up = needs.map((name) => [name, during(({ down }) => !down.includes(name))] as const)
  const told = outcomes.map((outcome) => [
    outcome,
    shareOf((round) => round.outcomes.filter((one) => one === outcome).length),
  ])
  return {
    up: Object.fromEntries(up),
    product: product(up.map(([, share]) => share)),
    allUp: during(({ down }) => needs.every((name) => !down.includes(name))),
    told: Object.fromEntries(told) as Record<Outcome, number>,
  }
}
