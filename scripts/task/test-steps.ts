// What `npm test` runs on servers, the longest first, so that none of them is left over at the end. A run of one phase
// leaves out what is not about phases.
import { globSync } from 'node:fs'
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
  const [first, second, ...others] = phases.flatMap(stepsOfPhase)
  return { servers: [...servers], steps: [first!, second!, scripts, ...others] }
}

const stepsOfPhase = (phase: number): Step[] => {
  const { folder } = getPhase(phase)
  const wholeShop = `${folder}/test/**/*.spec.ts`
  const files = globSync(wholeShop, { cwd: root }).toSorted()
  // They start processes and wait for them, most of their time: so each part waits while the others work.
  const count = Math.max(2, Math.ceil(files.length / 8))
  const parts = Array.from({ length: count }, (_, part) =>
    files.filter((_file, index) => index % count === part),
  )
  return [
    ...parts.map((part, index) =>
      specs(`faults of phase ${phase}, ${index + 1} of ${count}`, { files: part }),
    ),
    { name: `journeys of phase ${phase}`, run: (servers, say) => runJourneys(phase, servers, say) },
    specs(`specs of phase ${phase}`, {
      files: `${folder}/**/test/**/*.spec.ts`,
      except: wholeShop,
    }),
  ]
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
