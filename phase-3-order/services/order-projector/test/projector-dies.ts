// A replica that dies where it hurts most: in the middle of a rebuild, when what it has read is in the database and
// Kafka does not know. Arguments: brokers, prefix, the address of the database, how many batches of the new generation
// it lives.
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { openDatabase } from '../../../shared/database.ts'
import { findGenerations } from '../generation-store.ts'
import { makeProjectorConsumer } from '../projector-consumer.ts'
import { startReaders } from '../readers.ts'

const [brokers = '', prefix = '', databaseUrl = '', batches = ''] = process.argv.slice(2)
const registry = new Registry()
const db = openDatabase(databaseUrl, 'dies')
const handle = makeProjectorConsumer({ db, registry })
let left = Number(batches)

startReaders({
  db,
  brokers,
  prefix,
  groupId: 'order-projector',
  log: pino({ level: 'silent' }),
  registry,
  sessionMs: 6_000,
  async handle(generation, batch) {
    await handle(generation, batch)
    const building = (await findGenerations(db)).find(({ state }) => state === 'building')
    if (building?.number === generation && --left === 0) process.kill(process.pid, 'SIGKILL')
  },
})
