// Which cells a run plays: as many as there is time for, the same for the same seed, and others for another one. Pure.
import { createHash } from 'node:crypto'
import { type Cell, cells, kindOf } from './cells.ts'

/** One of each kind, and then more: at least so many. */
export function chooseCells(seed: number, atLeast: number): Cell[] {
  const shuffled = cells.toSorted((one, other) => draw(seed, one) - draw(seed, other))
  const kinds = new Map(shuffled.map((cell) => [kindOf(cell), cell]))
  const first = new Set(kinds.values())
  const more = shuffled.filter((cell) => !first.has(cell))
  const chosen = new Set([...first, ...more.slice(0, Math.max(0, atLeast - first.size))])
  return cells.filter((cell) => chosen.has(cell))
}

/** Evenly: a number of its own for each. */
const draw = (seed: number, cell: Cell) =>
  createHash('sha256')
    .update(`${seed} ${JSON.stringify(cell)}`)
    .digest()
    .readUInt32BE()
