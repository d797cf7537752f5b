// What a finished order has left, copied under new ids: on tables that are known, in a database of their own.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { query } from '../../faults/query.ts'
import { givenDatabase } from './given-database.ts'
import { type Column, copySql } from '../copies.ts'
import { makeFiller } from '../fill.ts'

const withinMs = 60_000
const report = () => {}

describe('the SQL of a copy', () => {
  it('gives each id a new one, and leaves products and other values as they are', () => {
    const columns: Column[] = [
      { name: 'order_id', type: 'uuid', ids: 'none' },
      { name: 'product_id', type: 'uuid', ids: 'none' },
      { name: 'email', type: 'text', ids: 'first' },
      { name: 'message', type: 'text', ids: 'inside' },
      { name: 'status', type: 'text', ids: 'none' },
    ]
    const sql = copySql({ name: 'orders', columns }, 5, 9, 99)
    assert.match(sql, /generate_series\(5::bigint, 9\)/)
    assert.match(sql, /insert into "orders" \("order_id", "product_id", "email", /)
    const [, values] = /\(select (.*) from bench\."orders"/.exec(sql)!
    assert.match(values!, /^overlay\("order_id"::text .*::uuid as "order_id", "product_id", /)
    assert.match(values!, /, overlay\("email" .*, regexp_replace\("message", .*, "status"$/)
  })
})

describe('a database that is filled', () => {
  const ids = ['11111111-aaaa-4aaa-8aaa-aaaaaaaaaaaa', '22222222-bbbb-4bbb-8bbb-bbbbbbbbbbbb']
  const product = '33333333-cccc-4ccc-8ccc-cccccccccccc'

  it('has as many finished orders as were wished for, and all that belongs to each', async () => {
    await using database = await givenDatabase(`
      create table products (id uuid primary key);
      insert into products values ('${product}');
      create table orders (id uuid primary key, status text not null, at timestamptz default now());
      create table order_lines (
        order_id uuid references orders, product_id uuid references products,
        primary key (order_id, product_id)
      );
      create table history (
        id bigint generated always as identity primary key, order_id uuid references orders
      );
      create table inbox (message text primary key);
      create table users (id uuid primary key, email text unique);
      insert into users values ('${product}', 'demo@shop.example')`)
    const filler = await makeFiller(database.administratorUrl, [database.url])
    for (const id of ids) {
      await query(
        database.url,
        `insert into orders values ('${id}', 'completed');
         insert into order_lines values ('${id}', '${product}');
         insert into history (order_id) values ('${id}'), ('${id}');
         insert into inbox values ('order.placed ${id}');
         insert into users values ('${id}', '${id}@bench.example')`,
      )
    }
    await filler.remember(2)
    assert.equal(await filler.fillTo(10, { of: 100, withinMs, report }), 10)
    assert.equal(await filler.fillTo(100, { of: 100, withinMs, report }), 100)
    assert.ok((await filler.bytesPerOrder()) > 0)

    const [counts] = await query(
      database.url,
      `select (select count(*)::int from products) as products,
         (select count(*)::int from orders where status = 'completed') as orders,
         (select count(*)::int from orders join order_lines on order_id = id) as lines,
         (select count(*)::int from orders join history on order_id = orders.id) as entries,
         (select count(*)::int from users) as users,
         (select count(*)::int from orders join inbox on message = 'order.placed ' || id) as messages`,
    )
    const wished = { products: 1, orders: 100, lines: 100, entries: 200, users: 101, messages: 100 }
    assert.deepEqual(counts, wished)
  })

  it('has nothing of what is still on its way', async () => {
    await using database = await givenDatabase(`
      create table orders (id uuid primary key);
      create table outbox (type text)`)
    const filler = await makeFiller(database.administratorUrl, [database.url])
    await query(
      database.url,
      `insert into orders values ('${ids[0]}'), ('${ids[1]}');
       insert into outbox values ('order.completed'), ('order.completed')`,
    )
    const remembered = filler.remember(2)
    await sleep(300)
    await query(database.url, 'delete from outbox')
    await remembered
    await filler.fillTo(10, { of: 10, withinMs, report })
    const [counts] = await query(
      database.url,
      `select (select count(*)::int from orders) as orders,
         (select count(*)::int from outbox) as waiting`,
    )
    assert.deepEqual(counts, { orders: 10, waiting: 0 })
  })

  it('has no more than there was time for', async () => {
    await using database = await givenDatabase('create table orders (id uuid primary key)')
    const filler = await makeFiller(database.administratorUrl, [database.url])
    await query(database.url, `insert into orders values ('${ids[0]}'), ('${ids[1]}')`)
    await filler.remember(2)
    assert.equal(await filler.fillTo(100, { of: 100, withinMs: 0, report }), 2)
  })
})
