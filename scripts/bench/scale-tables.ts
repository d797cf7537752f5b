// What the newest phase does with more replicas and with more orders, in full. Pure.
import { markdownTable } from '../chain/markdown.ts'
import { figure, loaded, whole } from './format.ts'
import type { Growth, Replicas, Step } from './result.ts'
import { summariseSteps } from './summary.ts'
import { cpuCells, cpuTitles, spread, spreadTitles } from './tables.ts'

const titles = ['completed ', 'completed/s ', ...spreadTitles, ...cpuTitles, 'load ']

/** Percentiles: from the answer to the end. */
function cells(step: Step): string[] {
  const { completedPerSecond, fromAnswerToEnd, cpu, load } = summariseSteps([step])
  const rest = [...spread(fromAnswerToEnd), ...cpuCells(cpu), loaded(load)]
  return [whole(step.completed), figure(completedPerSecond), ...rest]
}

export const replicasTable = ({ one, two }: Replicas): string =>
  markdownTable(
    ['of each service ', ...titles],
    [
      ['1', ...cells(one)],
      ['2', ...cells(two)],
    ],
  )

export const growthTable = ({ few, many, filledTo }: Growth, fewOrders: number): string =>
  markdownTable(
    ['orders in the tables ', ...titles],
    [
      [whole(fewOrders), ...cells(few)],
      [whole(filledTo), ...cells(many)],
    ],
  )
