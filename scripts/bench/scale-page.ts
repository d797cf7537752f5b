// The sections of the page about more replicas and more orders. Pure.
import { figure, whole } from './format.ts'
import type { Growth, Scale } from './result.ts'
import { growthTable, replicasTable } from './scale-tables.ts'
import type { GrowthSize, ReplicasSize } from './sizes.ts'

type Sizes = { replicas: ReplicasSize; growth: GrowthSize }

export const scaleSections = (scale: Scale, sizes: Sizes): string[] => [
  more(scale, sizes.replicas),
  ...('absent' in scale.growth
    ? [`## A million orders\n\nNot measured on this machine: it ${scale.growth.absent}.`]
    : [million(scale.phase, scale.growth, sizes.growth)]),
]

const more = (
  { phase, replicas }: Scale,
  { seconds, warmUps }: ReplicasSize,
) => `## Two of each service

Phase ${phase} is offered ${figure(replicas.one.rate)} orders a second for ${seconds} s, which is more than it can do; completed orders a second are counted
from the first order to the last end. Then a second one of every process is started, gateway and card processor too, over the same
databases, queues and topics, and half of the customers come to its gateway. Commands, messages and sagas are shared; a gRPC call goes to
the same set. Each set has done ${figure(warmUps)} orders before, so that its code is compiled. Servers, both sets and the driver share one
machine: what a second set costs is in the figure, what a second machine would bring is not. Latencies are from the answer to the end.

${replicasTable(replicas)}`

const million = (phase: number, growth: Growth, size: GrowthSize) => `## A million orders

Phase ${phase}, ${figure(size.rate)} orders a second for ${size.seconds} s, far below its ceiling. What ${size.warmUps} real orders have left in all databases is then copied
there under new ids, until there are ${whole(growth.filledTo)} finished orders (${figure(growth.gigabytes)} GB, in ${growth.fillSeconds} s); tables are vacuumed and analyzed, and the same is
measured again. ${size.warmUps} orders that do not count go before it, each time. Latencies are from the answer to the end.

${growthTable(growth, size.few)}`
