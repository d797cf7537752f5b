// A reader of the streams that dies where it hurts most: what it has read is in the database, and Kafka does not know.
// Arguments: brokers, prefix, the address of the database, how many batches it lives.
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { topics } from '../../../contracts/events.ts'
import { openDatabase } from '../../../shared/database.ts'
import { startConsumer } from '../../../shared/kafka-consumer.ts'
import { makeAnalyticsConsumer } from '../analytics-consumer.ts'

const [brokers = '', prefix = '', databaseUrl = '', batches = ''] = process.argv.slice(2)
const registry = new Registry()
const db = openDatabase(databaseUrl, 'dies')
const { handle } = makeAnalyticsConsumer({ db, registry, allowedLatenessMs: 0 })
let left = Number(batches)

startConsumer({
  brokers,
  prefix,
  groupId: 'analytics-service',
  topics: Object.values(topics),
  log: pino({ level: 'silent' }),
  registry,
  sessionMs: 6_000,
  async handle(batch) {
    await handle(batch)
    if (--left === 0) process.kill(process.pid, 'SIGKILL')
  },
})
