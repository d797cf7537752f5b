// The schema of cartdb. No foreign key leaves it: customers, products and orders are other services' rows.
import { inbox } from '../../shared/inbox.ts'
import type { Migration } from '../../shared/migrate.ts'
import { outbox, outboxPayload } from '../../shared/outbox.ts'
import { cartLines } from './migrations/001-cart-lines.ts'
import { reservations } from './migrations/002-reservations.ts'
import { pastCarts } from './migrations/003-past-carts.ts'
import { carts } from './migrations/004-carts.ts'

export const migrations: Migration[] = [
  cartLines,
  reservations,
  outbox,
  outboxPayload,
  pastCarts,
  inbox,
  carts,
]
