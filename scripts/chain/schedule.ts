// Who is down in which round: the same for the same seed, whoever else there is to be drawn for. Pure.
import { createHash } from 'node:crypto'

export type Draw = { seed: number; rounds: number; share: number }

/** The names that are down, round by round: each with the probability `share`, whatever the others are. */
export const makeSchedule = (names: string[], { seed, rounds, share }: Draw): string[][] =>
  Array.from({ length: rounds }, (_, round) =>
    names.filter((name) => chance(`${seed} ${name} ${round}`) < share),
  )

/** From 0 to 1, evenly: a number of its own for each text. */
const chance = (text: string) =>
  createHash('sha256').update(text).digest().readUInt32BE() / 0x1_0000_0000
