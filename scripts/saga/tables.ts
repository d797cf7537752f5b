// The steps of the sagas as a table, and what is undone after each way in which a checkout can fail.
import {
  advance,
  effectOf,
  isFinal,
  type Saga,
  stepOf,
} from '../../phase-3-order/services/order/saga.ts'
import { type Reply, sagas, type Step } from '../../phase-3-order/services/order/saga-steps.ts'
import { markdownTable } from '../chain/markdown.ts'
import { walk } from './walk.ts'

export function stepTable(): string {
  const rows = Object.entries(sagas).flatMap(([kind, steps]) =>
    steps.map((step) => [kind, ...cellsOf(step)]),
  )
  const titles = [
    'saga',
    'step',
    'do',
    'if no reply comes',
    'done when it hears',
    'turns back when it hears',
    'undo',
    'undone when it hears',
    'given up after ',
  ]
  return markdownTable(titles, rows)
}

function cellsOf({
  name,
  do: effect,
  ask,
  undo,
  undone,
  replies,
  withinMs,
  isPivot,
}: Step): string[] {
  const heard = Object.entries(replies)
  const isStep = (outcome: string) =>
    Object.values(sagas)
      .flat()
      .some((step) => step.name === outcome)
  const good = heard.filter(([, outcome]) => isStep(outcome)).map(([reply]) => reply)
  const bad = heard
    .filter(([, outcome]) => !isStep(outcome))
    .map(([reply, reason]) => `${code(reply)} (${reason})`)
  return [
    isPivot ? `**${code(name)}**, the pivot` : code(name),
    effect ? code(effect) : '',
    code(ask ?? effect!),
    good.map(code).join(', '),
    bad.join(', '),
    undo ? code(undo) : '',
    undone ? code(undone) : '',
    withinMs ? `${withinMs / 60_000} min` : 'never',
  ]
}

export function compensationTable(): string {
  const turns = walk().filter(
    ({ from, to }) => from.state === 'running' && to.state === 'compensating',
  )
  const rows = turns.map(({ from, input, to }) => {
    const { undos, end } = undoAll(to)
    return [
      code(stepOf(from)!.name),
      code(input),
      undos.map(code).join(', then '),
      end.state,
      end.state === 'failed' ? code(end.reason!) : '',
    ]
  })
  return markdownTable(
    ['under way', 'what comes', 'undone, in this order', 'the order is', 'its reason'],
    rows,
  )
}

/** What happens from there on if everybody answers. */
function undoAll(from: Saga) {
  const undos: string[] = []
  let saga = from
  while (!isFinal(saga)) {
    undos.push(effectOf(saga)!)
    saga = advance(saga, stepOf(saga)!.undone as Reply)!
  }
  return { undos, end: saga }
}

const code = (text: string) => `\`${text}\``
