// The page of the guide about what was measured: the text that stands around tables and charts. Pure.
import { glance, shown } from './glance.ts'
import { boundsOf } from './bounds.ts'
import { inVain, learnt, type Lesson } from './learnt.ts'
import { inVainTable, learntTable } from './learnt-table.ts'
import { balance, overviewTable } from './overview.ts'
import * as processes from './process-tables.ts'
import type { Result } from './result.ts'
import { scaleSections } from './scale-page.ts'
import { mostCustomers, type Size, slowMs } from './sizes.ts'
import { summarise, type Summary } from './summary.ts'
import * as tables from './tables.ts'
import { targetTable, verdictsOf } from './targets.ts'

const goals = { newest: 3 }

/** What was not measured has no section. */
export function measurementsPage(result: Result, lessons: Lesson[] = learnt): string {
  const { runs, size, scale } = result
  const summaries = summarise(runs)
  const verdicts = verdictsOf(summaries, goals.newest, result)
  const bounds = boundsOf(verdicts)
  const isWanted = (section: string | undefined | false) => Boolean(section)
  const sections = [
    head(result, summaries),
    atAGlance(summaries),
    `## What phase 3 must reach

The Go system is a comparable one: seven services with the same saga over RabbitMQ, gRPC and Kafka, on 2 cores that it shares
with servers and driver. A bound that is a number comes from that machine and not from this one, whose cores may do less in a second:
what phase 0 takes for an order tells how much.

${targetTable(verdicts)}${bounds.length > 0 ? `\n\nWhat bounds those that are not met, with milliseconds of the day on which that was looked into, and not of this run:\n\n${bounds.join('\n')}` : ''}`,
    lessons.length > 0 &&
      `## What was learnt, before and after

What fell short was first looked into: by a profile, by a count of statements, by the longest queue. The figures are those of
that day and not of this run.

${learntTable(lessons)}

Tried as well, in turns with the shop as it is, and not there because nothing came of it:

${inVainTable(inVain)}`,
    completed(size, summaries),
    size.slow && slow(summaries),
    accepted(size, summaries),
    size.browse &&
      `## Looking around

${size.browse.clients} clients, ${size.browse.seconds} s for each kind of page, after ${size.browse.warmUpSeconds} s that do not count. Nothing is cached.

${tables.browseTable(summaries)}`,
    size.away &&
      `## One partner is away

Each partner that a checkout needs is killed in turn and stays away for ${size.away.seconds} s, while somebody looks around, sees a cart and
checks out ${1_000 / size.away.everyMs} times a second. What is not granted within 5 s is not granted. [What else goes on](failure-matrix.md) is told elsewhere.

${tables.awayTable(summaries)}`,
    ...(scale && size.scale ? scaleSections(scale, size.scale) : []),
    time(size, summaries),
    `## Where the memory goes

Megabytes after the bursts of checkouts. What processes share counts for each of them in part.

${processes.memoryTable(summaries)}`,
    `## From nothing to an open shop

New servers, new databases, migrated and filled. **Its own**: from the start of that process until it is ready.

${tables.startTable(summaries)}`,
    method(size, summaries),
  ]
  return `${sections.filter(isWanted).join('\n\n')}\n`
}

function head({ isQuick, measuredAt, minutes }: Result, summaries: Summary[]): string {
  return `# What the split costs, and what it buys

Made by \`npm run bench\`, not by hand. ${isQuick ? '**A quick run: each figure rests on a second or two, and is rough.** ' : ''}Measured with ${summaries.at(-1)!.versions}, on ${measuredAt.slice(0, 10)}, in ${minutes}
minutes. Servers, shop and driver share the machine, so that what one takes the others do not have: compare phases with each
other rather than with another machine. The load average of the last minute stands beside each figure, because whatever else
the machine had to do is in it. A machine that shares its cores and caches with others is not as fast at all times: before each
scenario a way to Postgres and back is timed, which is the same for all phases, and the last row has what it took in each one's
turns, in the middle.`
}

function atAGlance(summaries: Summary[]): string {
  const parts = [
    `## At a glance

What has become worst stands first. Partners are the processes that a checkout needs besides the one that takes it: phase 0 has
only the card processor, and where it is away itself, [nothing goes on](failure-matrix.md).`,
    overviewTable(summaries),
    ...(summaries.length > 1 ? [balance(summaries)] : []),
    glance(summaries),
  ]
  return parts.join('\n\n')
}

const completed = ({ complete }: Size, summaries: Summary[]) => `## Completed orders

Orders come at a fixed rate, ${complete.seconds} s at each, whether those before them were answered or not. The rate is doubled until the
phase no longer keeps up${complete.halvings > 0 ? ', then halved between what it could and what it could not' : ''}. It keeps up while every order is accepted and completed and those that wait do not become more and more. **Answer**: from when the order was due to the 201. **End**: from when
it was due to its end, which is the moment that the shop itself gives in \`updatedAt\`, so that nobody has to ask all the time. Nobody knows of it before the answer has come.

${tables.ceilingTable(summaries)}

${summaries.map(({ phase, steps }) => `### Phase ${phase}\n\n${tables.completeTable(steps)}`).join('\n\n')}`

const slow = (summaries: Summary[]) => `## One partner is slow

The same, while the card processor waits ${slowMs} ms before each charge. It begins near the ceiling, and goes down if that is too much.

${summaries.map((one) => `### Phase ${one.phase}, slow\n\n${tables.completeTable(one.slow)}`).join('\n\n')}`

const accepted = ({ accept, finalWithinMs }: Size, summaries: Summary[]) => `## Accepted orders

Each client checks out with the next full cart, of three products, as soon as it was answered, for ${accept.seconds} s or until
${mostCustomers} customers have come. One customer, one order.

${tables.acceptTable(summaries)}

What became of all that were accepted, ${finalWithinMs / 1_000} s later at the latest:

${tables.endsTable(summaries)}`

function time({ effects, idle }: Size, summaries: Summary[]): string {
  const parts = [
    `## Where the time goes

Milliseconds of processor time for a completed order, at ${shown} orders a second. The card processor is the outside world.`,
    processes.cpuTable(summaries, shown),
    ...(effects
      ? [
          'What an order makes the processes do, without what their loops do anyway: counted in a shop of its own, because to count costs time.',
          tables.effectsTable(summaries),
        ]
      : []),
    ...(idle
      ? [
          `Nobody in the shop for ${idle.afterSeconds} s after the bursts, then ${idle.seconds} s of that, percent of a core:`,
          processes.idleTable(summaries),
        ]
      : []),
  ]
  return parts.join('\n\n')
}

function method({ rounds, startsOnce }: Size, summaries: Summary[]): string {
  const again = summaries.filter((one) => one.rounds > 1).map(({ phase }) => phase)
  const more =
    again.length > 0
      ? ` Phases ${again.join(' and ')}, whose ratio the targets are about, have ${rounds} rounds of accepted and completed orders, and of those, of memory and of the start a figure is the median, or the mean of two; everything else rests on one round.`
      : ' Each figure rests on one round.'
  const compiled = startsOnce
    ? `
- Each phase has been started once before: Node keeps what it has compiled for the next start, and a process that has to compile keeps
  the compiler of TypeScript in memory to its end.`
    : ''
  return `## How it is measured

- Each phase has fresh servers and a fresh shop in each round, and they take turns within one run.${more} Refused, failed
  and unfinished orders are added up.${compiled}
- The driver is a process of its own and knows the public contract only. Customers are registered, and their carts filled, before the
  clock starts; orders are asked after when it has stopped. Passwords are cheap and registrations unlimited, because neither is measured.
- Latencies count from when a request was due, not from when the driver got round to it. Those of refused requests do not count.
- Processor time and memory are the kernel's figures for each process. Where it does not tell, or a server runs elsewhere, they are
  not measured rather than guessed.
- Servers are as \`npm start\` has them: Postgres with fsync, RabbitMQ with quorum queues and confirms.`
}
