// A service may touch the tables that it has made itself, and no others: not in a query, not in a join, not by a
// foreign key. Its role could not reach them anyway (isolation.spec.ts); here it is seen before anything runs.
import assert from 'node:assert/strict'
import { findMentions, findTables, isForeign, readSources, type Source } from './sql-tables.ts'

/** Those that may name the tables of others, and why. */
const exceptions: Record<string, string> = {
  'move-shop.ts': 'it takes what is left of the monolith to those who own it now',
  'move-tables.ts': 'it knows which tables those are',
}

const services = [
  'auth-service',
  'cart-service',
  'product-service',
  'order-service',
  'payment-service',
  'analytics-service',
  'order-projector',
]

describe('the SQL of a service', () => {
  const sources = readSources()
  const foreign = (all: Source[]) =>
    findMentions(all)
      .filter(isForeign)
      .filter(({ path }) => !(path in exceptions))
      .map(({ path, table, ownedBy }) => `${path} names ${table} of ${ownedBy.join()}`)

  it('is found: every service has tables, and statements about them', () => {
    const tables = findTables(sources)
    const mentions = findMentions(sources)
    for (const service of services) {
      assert.ok(tables.get(service)?.size, `${service} has no table`)
      const own = mentions.filter(
        ({ owner, ownedBy }) => owner === service && ownedBy.includes(service),
      )
      const named = new Set(own.map(({ table }) => table))
      assert.deepEqual(named, tables.get(service), `${service} uses all of its tables`)
      assert.ok(new Set(own.map(({ path }) => path)).size > 1, `${service} uses no table`)
    }
    assert.deepEqual(tables.get('gateway'), undefined)
    assert.ok(tables.get('everybody')?.has('outbox'))
  })

  it('names no table of another service', () => {
    assert.deepEqual(foreign(sources), [])
  })

  for (const [path, why] of Object.entries(exceptions)) {
    it(`has an exception, ${path}, which is still needed: ${why}`, () => {
      assert.ok(
        findMentions(sources).some((mention) => mention.path === path && isForeign(mention)),
      )
    })
  }

  const planted = [
    `db<OrderRow>('orders').where({ id })`,
    `trx('cart_lines as line')`,
    `db.from('orders').join('order_lines', 'id', 'order_id')`,
    `db.raw(\`select 1 from stock_holds where id = ?\`)`,
    `db.raw(\`select 1 from\n  "orders" o\`)`,
    `db.raw('delete from cart_lines')`,
    `db.raw('insert into payments (id) values (1)')`,
    `db.raw('UPDATE products set stock = 1')`,
    `db.raw('alter table only orders add column x int')`,
    `db.raw('select 1 from outbox join orders on true')`,
    `db.raw('select 1 from outbox o, payments p')`,
    `db.raw('update outbox set id = 1 from cart_lines')`,
    `db.raw('lock table outbox, stock_holds')`,
    `db.raw('truncate outbox, holds cascade')`,
    `db.raw('create table x (id uuid references users)')`,
    `db.schema.alterTable('orders', () => {})`,
    `const table = { name: 'holds' }`,
  ]
  for (const statement of planted) {
    it(`is refused where the gateway says ${statement.replaceAll(/\s+/g, ' ')}`, () => {
      const path = 'services/gateway/planted.ts'
      const [found, ...more] = foreign([...sources, { path, text: `${statement}\n` }])
      assert.match(found ?? '', /^services\/gateway\/planted\.ts names /)
      assert.ok(more.every((line) => line.startsWith(path)))
    })
  }

  it('is not looked for in comments, nor in what merely sounds like it', () => {
    const path = 'services/gateway/planted.ts'
    const text = [
      `// from orders, say: db('orders')`,
      `/* update products */ const x = '/orders'`,
      `const route = '/products' + 'order.placed' + "from here"`,
      `db.raw('select 1 from outbox')`,
    ].join('\n')
    assert.deepEqual(foreign([...sources, { path, text }]), [])
  })
})
