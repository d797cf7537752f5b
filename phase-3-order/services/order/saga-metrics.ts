// What order-service measures of its sagas.
import type { Knex } from 'knex'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import type { Log } from '../../shared/log.ts'
import { startLoop } from '../../shared/loop.ts'
import { isFinal, type Saga } from './saga.ts'
import { countUnfinished } from './saga-queue.ts'
import type { Change } from './saga-change.ts'
import type { StoredSaga } from './saga-store.ts'

export type SagaMetrics = ReturnType<typeof makeSagaMetrics>

const buckets = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120]

export function makeSagaMetrics(registry: Registry) {
  const registers = [registry]
  const steps = new Counter({
    name: 'saga_steps_total',
    help: 'What became of the steps of sagas',
    labelNames: ['step', 'outcome'],
    registers,
  })
  const duplicates = new Counter({
    name: 'inbox_duplicates_total',
    help: 'Answers that came again',
    registers,
  })
  const stepSeconds = new Histogram({
    name: 'saga_step_seconds',
    help: 'From one step to the next',
    labelNames: ['step'],
    buckets,
    registers,
  })
  const sagaSeconds = new Histogram({
    name: 'saga_seconds',
    help: 'From the promise to the end',
    labelNames: ['outcome'],
    buckets,
    registers,
  })
  const unfinished = new Gauge({
    name: 'sagas_unfinished',
    help: 'Sagas that are not over',
    registers,
  })

  return {
    moved(to: Saga, { waitedMs, ageMs }: Pick<Change, 'waitedMs' | 'ageMs'>) {
      const outcome = to.state === 'running' || to.state === 'completed' ? 'done' : 'undone'
      steps.inc({ step: to.step, outcome })
      stepSeconds.observe({ step: to.step }, waitedMs / 1_000)
      if (isFinal(to)) sagaSeconds.observe({ outcome: to.state }, ageMs / 1_000)
    },
    /** A message that came before, with this id. */
    duplicate: () => duplicates.inc(),
    /** A late reply, one that is told again, or one that nobody waits for. */
    ignored: (saga: StoredSaga) => steps.inc({ step: saga.step, outcome: 'ignored' }),
    repeated: (saga: StoredSaga) => steps.inc({ step: saga.step, outcome: 'repeated' }),
    /** Hands back how to stop it. */
    watch: (db: Knex, log: Log) =>
      startLoop({
        name: 'metrics of sagas',
        everyMs: 5_000,
        log,
        async run() {
          unfinished.set(await countUnfinished(db))
          return false
        },
      }),
  }
}
