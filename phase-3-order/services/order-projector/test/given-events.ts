// Orders as their publisher tells of them, and messages as Kafka hands them on.
import { v7 as uuidv7 } from 'uuid'
import { type EventData, schemaOf, topics } from '../../../contracts/events.ts'
import type { OrderEventType } from '../../../contracts/order-api.ts'
import type { Received } from '../../../shared/kafka-batch.ts'
import type { OrderEvent } from '../projection-rules.ts'

export type OrderData = EventData<'order.placed'>
export const partitions = 4

export function orderOf(userId = uuidv7(), totalCents = 900, orderId = uuidv7()): OrderData {
  const items = [{ productId: uuidv7(), name: 'Mug', quantity: 1, unitPriceCents: totalCents }]
  return { orderId, userId, items, totalCents, currency: 'EUR' }
}

let last = 0

/** Each has a higher number than those made before, and happens a second later. */
export function eventOf(type: OrderEventType, order: OrderData, reason = 'timed_out'): OrderEvent {
  last += 1
  const time = new Date(Date.UTC(2026, 0, 5, 10) + last * 1_000)
  const event = {
    specversion: '1.0',
    id: uuidv7(),
    source: '/spec',
    type,
    subject: order.orderId,
    time: time.toISOString(),
    datacontenttype: 'application/json',
    dataschema: schemaOf(type),
    sequence: String(last).padStart(20, '0'),
    data: {
      ...order,
      ...(type === 'order.failed' && { reason }),
      ...(type === 'order.cancelled' && { refundedCents: 0 }),
    },
  }
  return event as unknown as OrderEvent
}

export const storyOf = (order: OrderData, ...types: OrderEventType[]): OrderEvent[] =>
  types.map((type) => eventOf(type, order))

const ends = Array.from({ length: partitions }, () => 0)

/** At the end of its partition: events about one order are in one. */
export function messageOf(event: OrderEvent): Received {
  const key = event.subject
  const partition = key.charCodeAt(key.length - 1) % partitions
  const offset = ends[partition]!++
  return { topic: topics.orders, partition, offset, key, value: JSON.stringify(event) }
}
