// The schema of orderdb.
import { inbox } from '../../shared/inbox.ts'
import type { Migration } from '../../shared/migrate.ts'
import { outbox, outboxPayload } from '../../shared/outbox.ts'
import { orderIndexes } from './migrations/001-order-indexes.ts'
import { orders } from './migrations/001-orders.ts'
import { sagas } from './migrations/002-sagas.ts'
import { deadLetters } from './migrations/003-dead-letters.ts'

export const migrations: Migration[] = [
  orders,
  orderIndexes,
  outbox,
  outboxPayload,
  inbox,
  sagas,
  deadLetters,
]
