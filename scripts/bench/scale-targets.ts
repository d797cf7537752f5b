// The targets about more orders and more replicas. Pure.
import { cpuPerOrder, timesAsMuch } from './arithmetic.ts'
import { figure, loaded } from './format.ts'
import type { Growth, Scale } from './result.ts'
import { atLeast, unmeasured, type Verdict } from './verdict.ts'

/** What is measured twice differs by chance: so much is not held against it. */
const flat = 1.25
const notLess = 0.95
const allOrders = 1_000_000

const why = (isQuick: boolean) => `not measured by ${isQuick ? 'a quick' : 'this'} run`

export function growthVerdict(scale: Scale | undefined, isQuick: boolean): Verdict {
  const target = 'cost per order is flat from 1,000 to 1,000,000 orders: CPU ms, servers included'
  if (!scale) return unmeasured(target, why(isQuick))
  const { growth } = scale
  if ('absent' in growth) return unmeasured(target, `not measured: ${growth.absent}`)
  const [few, many] = costs(growth)
  const times = timesAsMuch(few, many)
  if (times === undefined) return unmeasured(target)
  const reached = `${figure(times)} times: ${figure(few!)}, then ${figure(many!)}`
  const isWhole = growth.filledTo >= allOrders
  return {
    ...unmeasured(target),
    bound: `≤ ${flat} times`,
    reached: isWhole ? reached : `${reached}, at ${figure(growth.filledTo)} orders`,
    // Of fewer orders nothing follows for all of them, unless it is too much for them already.
    verdict: times > flat ? 'not met' : isWhole ? 'met' : 'not measured',
    load: loaded(Math.max(growth.few.load, growth.many.load)),
  }
}

export const costs = ({ few, many }: Growth): (number | undefined)[] =>
  [few, many].map(({ cpuMs, completed }) => cpuPerOrder(cpuMs, completed)?.all)

export function replicasVerdict(scale: Scale | undefined, isQuick: boolean): Verdict {
  const target = `completed orders a second with a second replica of each service, at least ${notLess} of one's`
  if (!scale) return unmeasured(target, why(isQuick))
  const { one, two } = scale.replicas
  return atLeast(target, notLess * one.completedPerSecond, two.completedPerSecond, {
    load: Math.max(one.load, two.load),
  })
}
