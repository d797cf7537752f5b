// What the shop counts about orders: each once, by the process that made it final.
import { Counter, type Registry } from 'prom-client'

export type OrderMetrics = ReturnType<typeof makeOrderMetrics>

export function makeOrderMetrics(registry: Registry) {
  const orders = new Counter({
    name: 'shop_orders_total',
    help: 'Orders that reached this status',
    labelNames: ['status'],
    registers: [registry],
  })
  const revenue = new Counter({
    name: 'shop_revenue_cents_total',
    help: 'Gross total of completed orders, in cents',
    registers: [registry],
  })
  return {
    count(status: 'completed' | 'failed' | 'cancelled', totalCents = 0) {
      orders.inc({ status })
      revenue.inc(totalCents)
    },
  }
}
