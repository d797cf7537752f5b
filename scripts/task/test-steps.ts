// What `npm test` runs on servers, the longest first, so that none of them is left over at the end. A run of one phase
// leaves out what is not about phases.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServerName, Servers } from '../infra/infra.ts'
import { getPhase } from '../phases.ts'
import type { Say } from './at-once.ts'
import { runJourneys } from './journeys.ts'
import type { Outcome } from './outcome.ts'
import { phaseNumbers } from './phase-argument.ts'
import { root } from './places.ts'
import { runSuite } from './suite.ts'

export type Step = { name: string; run(servers: Servers, say: Say): Promise<Outcome> }
/** The servers are there for all steps; the steps do not disturb each other. */
type Plan = { servers: ServerName[]; steps: Step[] }

export function planOf(only: number | undefined): Plan {
  const phases = only === undefined ? phaseNumbers().toReversed() : [only]
  const scripts = only === undefined ? specsOfScripts : specsOfFolders
  const servers = new Set(phases.flatMap((phase) => getPhase(phase).servers))
  const [first, second, ...faults] = phases.flatMap(faultsOf)
  const others = phases.flatMap(othersOf)
  const steps = [first, second, scripts, ...faults, ...others].filter((step) => step !== undefined)
  return { servers: [...servers], steps }
}

const wholeShop = (phase: number) => `${getPhase(phase).folder}/test/**/*.spec.ts`

function faultsOf(phase: number): Step[] {
  const parts = partsOf(globSync(wholeShop(phase), { cwd: root }).toSorted())
  return parts.map((files, index) =>
    specs(`faults of phase ${phase}, ${index + 1} of ${parts.length}`, { files }),
  )
}

const othersOf = (phase: number): Step[] => [
  { name: `journeys of phase ${phase}`, run: (servers, say) => runJourneys(phase, servers, say) },
  specs(`specs of phase ${phase}`, {
    files: `${getPhase(phase).folder}/**/test/**/*.spec.ts`,
    except: wholeShop(phase),
  }),
]

/** Specs that share a shop are run by one process, else each would open its own. All of them wait much of their time:
 *  so each part waits while others work. */
function partsOf(files: string[]): string[][] {
  const parts = { doomed: [] as string[], own: [] as string[], shared: [] as string[] }
  for (const file of files) {
    const has = (name: string) => readFileSync(join(root, file), 'utf8').includes(`from '${name}'`)
    if (has('./given-doomed-shop.ts')) parts.doomed.push(file)
    else if (has('./given-shared-shop.ts')) parts.shared.push(file)
    else parts.own.push(file)
  }
  return Object.values(parts).filter(({ length }) => length > 0)
}

type Files = { files: string | string[]; except?: string }

const specs = (name: string, { files, except }: Files, more: ServerName[] = []): Step => ({
  name,
  run: (servers, say) => runSuite({ files, except, say, env: addressesOf(servers, more) }),
})

/** It starts the servers that no phase needs yet by itself, while others are at work. */
const specsOfScripts = specs('specs of scripts', { files: 'scripts/**/test/**/*.spec.ts' }, [
  'postgres',
  'rabbitmq',
  'kafka',
])
/** What of them is about the phases' folders. */
const specsOfFolders = specs('boundaries and drift', {
  files: 'scripts/test/@(boundaries|drift).spec.ts',
})

/** So that specs use the servers of the run, and start only `more` of their own. */
function addressesOf({ postgresUrl, rabbitmqUrl, kafkaBrokers }: Servers, more: ServerName[]) {
  const started = [
    { name: 'postgres', variable: 'POSTGRES_URL', address: postgresUrl },
    { name: 'rabbitmq', variable: 'RABBITMQ_URL', address: rabbitmqUrl },
    { name: 'kafka', variable: 'KAFKA_BROKERS', address: kafkaBrokers },
  ].filter(({ address }) => address)
  const names = new Set([...started.map(({ name }) => name), ...more])
  return {
    TEST_SERVERS: [...names].join(','),
    ...Object.fromEntries(started.map(({ variable, address }) => [variable, address])),
  }
}
