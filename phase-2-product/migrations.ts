// The schema of ecommercedb: each module's own tables, then what ties them together. A database remembers what was
// done to it, so the tables of cart and catalogue are still made here. Carts have left in the phase before;
// move-products.ts takes the catalogue away, with what is in it.
import { users } from './modules/auth/migrations/001-users.ts'
import { orderIndexes } from './modules/order/migrations/001-order-indexes.ts'
import { orders } from './modules/order/migrations/001-orders.ts'
import { unsettledOrders } from './modules/order/migrations/001-unsettled-orders.ts'
import { reservedAt } from './modules/order/migrations/002-reserved-at.ts'
import { heldAt } from './modules/order/migrations/003-held-at.ts'
import { pastEvents } from './modules/order/migrations/004-past-events.ts'
import { payments } from './modules/payment/migrations/001-payments.ts'
import { cartLines } from './services/cart/migrations/001-cart-lines.ts'
import { products } from './services/product/migrations/001-products.ts'
import { stockHolds } from './services/product/migrations/002-stock-holds.ts'
import type { Migration } from './shared/migrate.ts'
import { outbox, outboxPayload } from './shared/outbox.ts'

// The borders between modules, kept by the database: a luxury of having only one.
// Deferred to the commit, because no module knows in which order the others write.
const foreignKeys: Migration = {
  name: 'foreign-keys',
  up: (db) =>
    db.raw(`
      alter table cart_lines
        add constraint cart_lines_user foreign key (user_id) references users deferrable initially deferred,
        add constraint cart_lines_product foreign key (product_id) references products deferrable initially deferred,
        add constraint cart_lines_order foreign key (reserved_by) references orders deferrable initially deferred;
      alter table stock_holds
        add constraint stock_holds_order foreign key (order_id) references orders deferrable initially deferred;
      alter table orders
        add constraint orders_user foreign key (user_id) references users deferrable initially deferred;
      alter table order_lines
        add constraint order_lines_product foreign key (product_id) references products deferrable initially deferred;
      alter table payments
        add constraint payments_order foreign key (order_id) references orders deferrable initially deferred`),
}

// Whoever comes from phase 0 and left phase 1 out has them here still.
const withoutCarts: Migration = {
  name: 'without-carts',
  async up(db) {
    const hasTable = await db.schema.hasTable('cart_lines')
    if (hasTable && (await db('cart_lines').first())) {
      throw new Error('ecommercedb has carts still: run move-carts.ts of phase 1 first')
    }
    await db.schema.dropTableIfExists('cart_lines')
  },
}

// No database keeps the border to another one: an order line knows its product's name and price by itself.
const withoutProducts: Migration = {
  name: 'without-products',
  up: (db) =>
    db.raw(`
      alter table order_lines drop constraint order_lines_product;
      alter table stock_holds drop constraint stock_holds_order`),
}

export const migrations: Migration[] = [
  users,
  products,
  stockHolds,
  cartLines,
  orders,
  payments,
  foreignKeys,
  orderIndexes,
  unsettledOrders,
  reservedAt,
  outbox,
  withoutCarts,
  heldAt,
  withoutProducts,
  outboxPayload,
  pastEvents,
]
