// Who changes a cart has its row until the transaction ends, and counts. Whoever knows the version knows whether somebody
// was there meanwhile. A cart that is not here has not been changed since there are versions.
import type { Migration } from '../../../shared/migrate.ts'

export const carts: Migration = {
  name: 'cart/004-carts',
  up: (db) =>
    db.raw(`
      create table carts (
        user_id uuid primary key,
        version int not null default 1
      )`),
}
