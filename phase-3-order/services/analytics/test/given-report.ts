// Builds a ReportApi over a clean database, and what there is to report about. The one file that knows how.
import { v7 as uuidv7 } from 'uuid'
import { givenAnalytics } from './given-analytics.ts'
import { eventOf, lineOf, orderOf } from './given-events.ts'

export type GivenReports = Awaited<ReturnType<typeof givenReports>>

type Line = { productId: string; quantity: number; unitPriceCents: number }
/** What became of an order, and when. */
type Story = { placed: Date; completed?: Date; failed?: Date; cancelled?: Date }
type CartLine = { productId: string; touched: Date; orderId?: string }

export const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000)

export async function givenReports() {
  const { reports, feed, readToEnd, clear, close } = await givenAnalytics()

  const customer = async () => uuidv7()

  const names = new Map<string, string>()
  async function product(name: string): Promise<string> {
    const id = uuidv7()
    names.set(id, name)
    return id
  }

  async function order(userId: string, lines: Line[], story: Story) {
    const { placed, completed, failed, cancelled } = story
    const items = lines.map(({ productId, quantity, unitPriceCents }) =>
      lineOf(productId, quantity, unitPriceCents, names.get(productId)),
    )
    const data = orderOf(userId, items)
    // Whoever had not paid has nothing to get back.
    const refundedCents = completed ? data.totalCents : 0
    await feed(eventOf('order.placed', data, placed))
    if (completed) await feed(eventOf('order.completed', data, completed))
    if (failed) await feed(eventOf('order.failed', { ...data, reason: 'out_of_stock' }, failed))
    if (cancelled) await feed(eventOf('order.cancelled', { ...data, refundedCents }, cancelled))
    return data.orderId
  }

  async function cart(userId: string, ...lines: CartLine[]) {
    const touched = new Date(Math.max(...lines.map((line) => line.touched.getTime())))
    const items = lines.map(({ productId, orderId }) => ({
      productId,
      quantity: 1,
      isLocked: orderId !== undefined,
    }))
    const data = { userId, items, touchedAt: touched.toISOString() }
    await feed(eventOf('cart.changed', data, touched))
    await readToEnd()
  }

  return { reports, customer, product, order, cart, clear, close }
}
