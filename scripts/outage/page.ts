// The page of the guide about outages: the text that stands around the tables. Pure.
import { getPhase } from '../phases.ts'
import type { Outage } from './measure.ts'
import { outageTable, summaryTable } from './table.ts'

export function failureMatrix(
  outages: Outage[],
  { seconds, machine }: { seconds: number; machine: string },
): string {
  const phases = Map.groupBy(outages, ({ phase }) => phase)
  const chapters = [...phases].map(
    ([phase, ofPhase]) =>
      `## Phase ${phase}: ${getPhase(phase).folder}\n\n${outageTable(ofPhase)}\n`,
  )
  return `# What goes on while something is away

Made by \`npm run outage\`, not by hand. In each phase each process is killed in turn and stays away for ${seconds} seconds. Once a
second a customer comes with a full cart and checks out, and somebody wishes everything else that a shop is for.
**yes**: granted every time, within 5 seconds. **no**: never. A number is a share: some were in time before something noticed,
or had asked for what was still at hand.

Checking out is granted when the shop answers with an order. That the order **comes to an end** is another wish: it must be
completed, or failed, while the process is still away. Afterwards the process is started again, and whoever was turned away comes
back: from when it is ready, every order must be final within 30 seconds, and the last column has how many it took. Then orders,
stock, money, carts, reports and timelines are held against each other: nothing was lost or invented, else there would be no
table here.

Measured with ${machine}.

## In how many outages a wish is granted all the same

${summaryTable(outages)}

${chapters.join('\n')}`
}
