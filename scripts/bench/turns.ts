// Which phase has its turn when: all of them in the first round; in every further one the first and the last, whose ratio
// the targets are about, every other time backwards, so that what changes on the machine meanwhile is not one phase's alone.
// Pure.
export function turnsOf(phases: number[], rounds: number): { phase: number; round: number }[] {
  const ends = phases.length > 1 ? [phases[0]!, phases.at(-1)!] : phases
  return Array.from({ length: rounds }, (_, index) => {
    const inRound = index === 0 ? phases : ends
    const order = index % 2 === 0 ? inRound : inRound.toReversed()
    return order.map((phase) => ({ phase, round: index + 1 }))
  }).flat()
}
