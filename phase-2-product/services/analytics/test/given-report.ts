// Builds a ReportApi over a clean database, and what there is to report about. The one file that knows how.
import { v7 as uuidv7 } from 'uuid'
import { migrations } from '../../../migrations.ts'
import { givenCartService } from '../../../test/given-cart-service.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { makeProduct } from '../../product/product.ts'
import { makeReport } from '../report.ts'

export type GivenReports = Awaited<ReturnType<typeof givenReports>>

type Line = { productId: string; quantity: number; unitPriceCents: number }
/** What became of an order, and when. `orders` knows no more of it than its last event. */
type Story = { placed: Date; completed?: Date; failed?: Date; cancelled?: Date }
type CartLine = { productId: string; touched: Date; orderId?: string }

export const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)

export async function givenReports() {
  const { db, close: closeDatabase } = await givenDatabase(migrations)
  const cartService = await givenCartService(makeProduct({ db }))

  async function customer(): Promise<string> {
    const id = uuidv7()
    const email = `${id}@shop.example`
    await db('users').insert({ id, email, password_hash: 'x', role: 'customer' })
    return id
  }

  async function product(name: string): Promise<string> {
    const id = uuidv7()
    const row = { id, name, description: name, category: 'kitchen', price_cents: 1, stock: 1 }
    await db('categories').insert({ slug: 'kitchen', name: 'Kitchen' }).onConflict('slug').ignore()
    await db('products').insert({ ...row, currency: 'EUR' })
    return id
  }

  async function order(userId: string, lines: Line[], { placed, ...story }: Story) {
    const id = uuidv7()
    const events = Object.entries({ placed, ...story })
    const [status = 'pending'] = Object.keys(story).toReversed()
    await db('orders').insert({
      id,
      user_id: userId,
      status,
      total_cents: lines.reduce((sum, line) => sum + line.quantity * line.unitPriceCents, 0),
      currency: 'EUR',
      placed_at: placed,
      settle_at: status === 'pending' ? placed : null,
    })
    await db('order_lines').insert(
      lines.map(({ productId, quantity, unitPriceCents }) => ({
        order_id: id,
        product_id: productId,
        name: 'as it was called then',
        quantity,
        unit_price_cents: unitPriceCents,
      })),
    )
    await db('order_history').insert(
      events.map(([what, at]) => ({ order_id: id, at, type: `order.${what}`, detail: what })),
    )
    return id
  }

  async function cart(userId: string, ...lines: CartLine[]) {
    await cartService.db('cart_lines').insert(
      lines.map(({ productId, touched, orderId = null }) => ({
        user_id: userId,
        product_id: productId,
        quantity: 1,
        reserved_by: orderId,
        updated_at: touched,
      })),
    )
  }

  async function clear() {
    await db.raw('truncate users, products, orders cascade')
    await cartService.db.raw('truncate cart_lines')
  }

  async function close() {
    await cartService.close()
    await closeDatabase()
  }

  return {
    reports: makeReport({ db, carts: cartService.carts }),
    customer,
    product,
    order,
    cart,
    clear,
    close,
  }
}
