// The schema of projectordb. All that is in it can be made again from the events, which Kafka keeps for ever.
import type { Migration } from '../../shared/migrate.ts'
import { generations } from './migrations/001-generations.ts'
import { projection } from './migrations/002-projection.ts'
import { poisonEvents } from './migrations/003-poison-events.ts'

export const migrations: Migration[] = [generations, projection, poisonEvents]
