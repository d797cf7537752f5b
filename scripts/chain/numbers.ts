// The arithmetic of measurements. Pure.
const sum = (numbers: number[]): number => numbers.reduce((all, one) => all + one, 0)
export const mean = (numbers: number[]): number => sum(numbers) / numbers.length
export const product = (numbers: number[]): number => numbers.reduce((all, one) => all * one, 1)

/** The smallest of them that `share` of them do not exceed. */
export function percentile(numbers: number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const rank = Math.max(1, Math.ceil(share * sorted.length))
  const found = sorted[rank - 1]
  if (found === undefined) throw new Error('there is no percentile of nothing')
  return found
}
