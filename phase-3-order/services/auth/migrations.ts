// The schema of authdb. What customers have elsewhere knows them by their id, and no foreign key holds it.
import type { Migration } from '../../shared/migrate.ts'
import { users } from './migrations/001-users.ts'

export const migrations: Migration[] = [users]
