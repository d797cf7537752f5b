// The page of the guide about what was measured: the text that stands around tables and charts. Pure.
import { chart } from './chart.ts'
import { verdictsOf, targetTable } from './targets.ts'
import { balance, overviewTable } from './overview.ts'
import type { Result } from './result.ts'
import { mostCustomers, slowMs } from './sizes.ts'
import { ofShop, summarise, type Summary } from './summary.ts'
import * as tables from './tables.ts'

const shown = 20
const goals = { newest: 3 }

export function measurementsPage({ runs, ...about }: Result): string {
  const summaries = summarise(runs)
  const { size } = about
  return `# What the split costs, and what it buys

Made by \`npm run bench\`, not by hand. ${about.isQuick ? '**A quick run: each figure rests on a second or two, and is rough.** ' : ''}Measured with ${summaries.at(-1)!.versions}, on ${about.measuredAt.slice(0, 10)}, in ${about.minutes}
minutes. Servers, shop and driver share the machine, so that what one takes the others do not have: compare phases with each
other rather than with another machine. The load average of the last minute stands beside each figure, because whatever else
the machine had to do is in it.

## At a glance

What has become worst stands first. Partners are the processes that a checkout needs besides the one that takes it: phase 0 has
only the card processor, and where it is away itself, [nothing goes on](failure-matrix.md).

${overviewTable(summaries)}

${
  summaries.length > 1
    ? `${balance(summaries)}

`
    : ''
}${glance(summaries)}

## What phase 3 must reach

The Go system is a comparable one: seven services with the same saga over RabbitMQ, gRPC and Kafka, on 2 cores that it shares
with servers and driver.

${targetTable(verdictsOf(summaries, goals.newest))}

## Completed orders

Orders come at a fixed rate, ${size.complete.seconds} s at each, whether those before them were answered or not. The rate is doubled until the
phase no longer keeps up${size.complete.halvings > 0 ? ', then halved between what it could and what it could not' : ''}. It keeps up while every order is accepted and completed and those that wait do not become more and more. **Answer**: from when the order was due to the 201. **End**: from when
it was due to its end, which is the moment that the shop itself gives in \`updatedAt\`, so that nobody has to ask all the time. Nobody knows of it before the answer has come.

${tables.ceilingTable(summaries)}

${summaries.map(({ phase, steps }) => `### Phase ${phase}\n\n${tables.completeTable(steps)}`).join('\n\n')}

## One partner is slow

The same, while the card processor waits ${slowMs} ms before each charge.

${summaries.map(({ phase, slow }) => `### Phase ${phase}, slow\n\n${tables.completeTable(slow)}`).join('\n\n')}

## Accepted orders

Each client checks out with the next full cart, of three products, as soon as it was answered, for ${size.accept.seconds} s or until
${mostCustomers} customers have come. One customer, one order.

${tables.acceptTable(summaries)}

What became of all that were accepted, ${size.finalWithinMs / 1_000} s later at the latest:

${tables.endsTable(summaries)}

## Looking around

${size.browse.clients} clients, ${size.browse.seconds} s for each kind of page. Nothing is cached.

${tables.browseTable(summaries)}

## One partner is away

Each partner that a checkout needs is killed in turn and stays away for ${size.away.seconds} s, while somebody looks around, sees a cart and
checks out four times a second. What is not granted within 5 s is not granted. [What else goes on](failure-matrix.md) is told elsewhere.

${tables.awayTable(summaries)}

## Where the time goes

Milliseconds of processor time for a completed order, at ${shown} orders a second. The card processor is the outside world.

${tables.cpuTable(summaries, shown)}

What an order makes the processes do, without what their loops do anyway: counted in a shop of its own, because to count costs time.

${tables.effectsTable(summaries)}

Nobody in the shop, percent of a core:

${tables.idleTable(summaries)}

## Where the memory goes

Megabytes after the bursts of checkouts. What processes share counts for each of them in part.

${tables.memoryTable(summaries)}

## From nothing to an open shop

New servers, new databases, migrated and filled. **Its own**: from the start of that process until it is ready.

${tables.startTable(summaries)}

## How it is measured

- Each phase has fresh servers and a fresh shop in each of ${size.rounds} ${size.rounds === 1 ? 'round' : 'rounds'}; the phases alternate, every other round backwards. A figure is
  the median of its rounds; refused, failed and unfinished orders are added up.
- The driver is a process of its own and knows the public contract only. Customers are registered, and their carts filled, before the
  clock starts; orders are asked after when it has stopped. Passwords are cheap and registrations unlimited, because neither is measured.
- Latencies count from when a request was due, not from when the driver got round to it. Those of refused requests do not count.
- Processor time and memory are the kernel's figures for each process. Where it does not tell, or a server runs elsewhere, they are
  not measured rather than guessed.
- Servers are as \`npm start\` has them: Postgres with fsync, RabbitMQ with quorum queues and confirms.
`
}

function glance(summaries: Summary[]): string {
  const labels = summaries.map(({ phase }) => `phase ${phase}`)
  const bar = (title: string, unit: string, of: (one: Summary) => number) =>
    chart({ title, unit, labels, series: [{ kind: 'bar', numbers: summaries.map(of) }] })
  const stepOf = ({ steps }: Summary) => steps.find(({ rate }) => rate === shown)
  const burstOf = ({ accepted }: Summary) => accepted.at(-1)
  return [
    bar('The ceiling', 'completed orders a second', ({ ceiling }) => ceiling),
    chart({
      title: `From asked to completed at ${shown} orders a second: p50 (bars), p99 (line)`,
      unit: 'ms',
      labels,
      series: [
        { kind: 'bar', numbers: summaries.map((one) => stepOf(one)?.toEnd.p50 ?? NaN) },
        { kind: 'line', numbers: summaries.map((one) => stepOf(one)?.toEnd.p99 ?? NaN) },
      ],
    }),
    chart({
      title: 'Accepted with 32 clients: p50 (bars), p99 (line)',
      unit: 'ms',
      labels,
      series: [
        { kind: 'bar', numbers: summaries.map((one) => burstOf(one)?.ms.p50 ?? NaN) },
        { kind: 'line', numbers: summaries.map((one) => burstOf(one)?.ms.p99 ?? NaN) },
      ],
    }),
    bar(`Processor time per completed order at ${shown}/s, with servers`, 'ms', (one) =>
      ofShop(stepOf(one)?.cpuMs),
    ),
    bar('Memory, with servers', 'MB', ({ memoryMb }) => ofShop(memoryMb)),
  ].join('\n\n')
}
