// A shop that has a past tells it: what happened before there were events is in the streams as well, and can be read.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { takeEvents } from '../contracts/test/given-events.ts'
import { topics } from '../contracts/events.ts'
import { migrations } from '../migrations.ts'
import { migrations as cartMigrations } from '../services/cart/migrations.ts'
import { type Migration, migrate } from '../shared/migrate.ts'
import { givenDatabase } from './given-database.ts'

const upTo = (all: Migration[], name: string) =>
  all.slice(
    0,
    all.findIndex((migration) => migration.name === name),
  )
const at = (time: string) => new Date(`2026-01-05T${time}Z`)

describe('a shop that had no events', () => {
  it('tells the whole story of every order', async () => {
    const { db, close } = await givenDatabase(upTo(migrations, 'order/004-past-events'))
    const [userId, mug] = [uuidv7(), uuidv7()]
    const [paid, failed] = [uuidv7(), uuidv7()]
    const email = 'ada@shop.example'
    await db('users').insert({ id: userId, email, password_hash: 'x', role: 'customer' })
    const orders = { user_id: userId, total_cents: 900, currency: 'EUR' }
    await db('orders').insert([
      { ...orders, id: paid, status: 'cancelled' },
      { ...orders, id: failed, status: 'failed', failure_reason: 'payment_declined' },
    ])
    const line = { product_id: mug, name: 'Mug', quantity: 2, unit_price_cents: 450 }
    await db('order_lines').insert([paid, failed].map((id) => ({ ...line, order_id: id })))
    const story = [
      [paid, 'order.placed', '10:00:00.001'],
      [failed, 'order.placed', '10:00:00.002'],
      [paid, 'order.completed', '10:00:00.003'],
      [failed, 'order.failed', '10:00:00.004'],
      [paid, 'order.cancelled', '11:00:00.999'],
    ] as const
    await db('order_history').insert(
      story.map(([id, type, time]) => ({ order_id: id, type, at: at(time), detail: '' })),
    )

    await migrate(db, migrations)
    const data = {
      userId,
      items: [{ productId: mug, name: 'Mug', quantity: 2, unitPriceCents: 450 }],
      totalCents: 900,
      currency: 'EUR',
    }
    const stories = {
      [paid]: [{}, {}, { refundedCents: 900 }],
      [failed]: [{}, { reason: 'payment_declined' }],
    }
    for (const [orderId, more] of Object.entries(stories)) {
      const events = await takeEvents(db, topics.orders, orderId)
      const entries = story.filter(([id]) => id === orderId)
      assert.deepEqual(
        events.map(({ type, time, subject, data: what }) => ({ type, time, subject, what })),
        entries.map(([, type, time], index) => ({
          type,
          time: at(time).toISOString(),
          subject: orderId,
          what: { orderId, ...data, ...more[index] },
        })),
      )
    }
    await close()
  })

  it('tells every cart as it stands', async () => {
    const { db, close } = await givenDatabase(upTo(cartMigrations, 'cart/003-past-carts'))
    const [userId, orderId, mug, cup] = [uuidv7(), uuidv7(), uuidv7(), uuidv7()]
    await db('cart_lines').insert([
      { user_id: userId, product_id: mug, quantity: 2, updated_at: at('10:00:00') },
      {
        user_id: userId,
        product_id: cup,
        quantity: 1,
        updated_at: at('11:00:00'),
        reserved_by: orderId,
      },
    ])
    await migrate(db, cartMigrations)
    const [event, ...more] = await takeEvents(db, topics.carts, userId)
    assert.equal(more.length, 0)
    assert.equal(event!.type, 'cart.changed')
    assert.deepEqual(event!.data, {
      userId,
      touchedAt: at('11:00:00').toISOString(),
      items: [
        { productId: mug, quantity: 2, isLocked: false },
        { productId: cup, quantity: 1, isLocked: true },
      ],
    })
    await close()
  })

  it('is not begun while it has its carts in the wrong database', async () => {
    const { db, close } = await givenDatabase(upTo(migrations, 'without-carts'))
    const [userId, mug] = [uuidv7(), uuidv7()]
    const user = { id: userId, email: 'a@shop.example', password_hash: 'x', role: 'customer' }
    await db('users').insert(user)
    await db('categories').insert({ slug: 'kitchen', name: 'Kitchen' })
    const product = { name: 'Mug', description: 'M', category: 'kitchen', price_cents: 900 }
    await db('products').insert({ ...product, id: mug, currency: 'EUR', stock: 1 })
    await db('cart_lines').insert({ user_id: userId, product_id: mug, quantity: 2 })
    await assert.rejects(migrate(db, migrations), /run move-carts\.ts of phase 1 first/)
    assert.equal((await db('cart_lines')).length, 1)
    await close()
  })
})
