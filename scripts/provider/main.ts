// The card processor as a process: the outside world of the shop, the same for every phase. Read provider.ts first.
//   POST /charges, POST /refunds   with an Idempotency-Key: whoever had no answer asks again with the same key
//   GET /ledger?key=               what was really captured and refunded; without a key everything
//   PUT /behaviour                 tests make it slow, failing or silent; GET reads it, DELETE calms it
//   GET /health/live, /health/ready
import { once } from 'node:events'
import { ConfigError, readConfig } from './config.ts'
import { start } from './start.ts'

const stopMs = 10_000

const signal = Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
try {
  await using provider = await start(readConfig(process.env))
  provider.log.info({ port: provider.port }, 'provider is listening')
  await signal
  // What does not stop in time is ended: every charge it has accepted is in the database.
  setTimeout(() => process.exit(1), stopMs).unref()
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : error)
  process.exitCode = 1
}
