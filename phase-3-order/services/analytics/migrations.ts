// The schema of analyticsdb. All of it can be made again from the events, for as long as Kafka keeps them.
import { inbox } from '../../shared/inbox.ts'
import type { Migration } from '../../shared/migrate.ts'
import { numbers } from './migrations/001-numbers.ts'
import { streamTimes } from './migrations/002-stream-times.ts'
import { poisonEvents } from './migrations/003-poison-events.ts'

export const migrations: Migration[] = [inbox, numbers, streamTimes, poisonEvents]
