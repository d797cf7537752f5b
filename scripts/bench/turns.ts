// Which phase has its turn when: all of them in each round, every other round backwards, so that what changes on the machine
// meanwhile is not one phase's alone. Pure.
export function turnsOf(phases: number[], rounds: number): { phase: number; round: number }[] {
  return Array.from({ length: rounds }, (_, index) => {
    const order = index % 2 === 0 ? phases : phases.toReversed()
    return order.map((phase) => ({ phase, round: index + 1 }))
  }).flat()
}
