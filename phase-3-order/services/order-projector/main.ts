// The process of order-projector.
import { runUntilSignal } from '../../shared/run.ts'
import { readConfig } from './config.ts'
import { start } from './start.ts'

await runUntilSignal(() => start(readConfig(process.env)))
