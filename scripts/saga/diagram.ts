// The state diagram of a checkout, for Mermaid.
import { effectOf, isFinal, type Saga } from '../../phase-3-order/services/order/saga.ts'
import { begun, walk } from './walk.ts'

export function stateDiagram(): string {
  const moves = walk().filter(({ from, to }) => nameOf(from) !== nameOf(to))
  const states = new Map([begun, ...moves.map(({ to }) => to)].map((saga) => [nameOf(saga), saga]))
  const [undoing, others] = [
    [...states.values()].filter(isUndone),
    [...states.values()].filter((saga) => !isUndone(saga)),
  ]

  const arrows = new Map<string, Set<string>>()
  for (const { from, input, to } of moves) {
    const arrow = `${nameOf(from)} --> ${nameOf(to)}`
    // Where the same reply leads to several ends, the reason says to which.
    const isFork = moves.some(
      (other) =>
        other.input === input &&
        nameOf(other.from) === nameOf(from) &&
        nameOf(other.to) !== nameOf(to),
    )
    const label = isFork && to.reason === 'cancelled' ? `${input}, if cancelled` : input
    arrows.set(arrow, (arrows.get(arrow) ?? new Set()).add(label))
  }
  return [
    '```mermaid',
    'stateDiagram-v2',
    ...others.map((saga) => `  ${nameOf(saga)}: ${titleOf(saga)}`),
    '  state COMPENSATING {',
    ...undoing.map((saga) => `    ${nameOf(saga)}: ${titleOf(saga)}`),
    '  }',
    `  [*] --> ${nameOf(begun)}`,
    ...[...arrows].map(([arrow, labels]) => `  ${arrow}: ${[...labels].join(', ')}`),
    ...others.filter(isFinal).map((saga) => `  ${nameOf(saga)} --> [*]`),
    '```',
  ].join('\n')
}

const isUndone = ({ state }: Saga) => state === 'compensating'

/** Why it is undone makes no difference to how. */
function nameOf(saga: Saga): string {
  if (isUndone(saga)) return `undo_${saga.step}`
  return isFinal(saga) && saga.state !== 'completed' ? saga.state.toUpperCase() : saga.step
}

function titleOf(saga: Saga): string {
  const effect = effectOf(saga)
  if (isUndone(saga)) return effect!
  if (isFinal(saga)) return nameOf(saga)
  return `${nameOf(saga)}, now ${effect ?? 'wait'}`
}
