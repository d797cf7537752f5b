// The process of ecommerce-service.
import { readConfig } from './config.ts'
import { runUntilSignal } from './shared/run.ts'
import { start } from './start.ts'

await runUntilSignal(() => start(readConfig(process.env)))
