// The schema of productdb. No foreign key leaves it: orders are another service's rows.
import type { Migration } from '../../shared/migrate.ts'
import { products } from './migrations/001-products.ts'
import { stockHolds } from './migrations/002-stock-holds.ts'
import { holds } from './migrations/003-holds.ts'

export const migrations: Migration[] = [products, stockHolds, holds]
