// The schema of paymentdb. No foreign key leaves it: orders are another service's rows.
import type { Migration } from '../../shared/migrate.ts'
import { outbox, outboxPayload } from '../../shared/outbox.ts'
import { payments } from './migrations/001-payments.ts'
import { askedRefunds } from './migrations/002-asked-refunds.ts'
import { dueCharges } from './migrations/003-due-charges.ts'

export const migrations: Migration[] = [payments, outbox, outboxPayload, askedRefunds, dueCharges]
