// Events as their publishers write them, and messages as Kafka hands them on.
import { v7 as uuidv7 } from 'uuid'
import {
  type EventData,
  type EventType,
  schemaOf,
  type ShopEvent,
  topics,
} from '../../../contracts/events.ts'
import type { Received } from '../../../shared/kafka-batch.ts'

let last = 0

/** `number` is its place among the events of its source: those that are made later have higher ones. */
export function eventOf<Type extends EventType>(
  type: Type,
  data: EventData<Type>,
  time: Date,
  number = ++last,
) {
  const event = {
    specversion: '1.0',
    id: uuidv7(),
    source: 'spec',
    type,
    subject: 'orderId' in data ? data.orderId : data.userId,
    time: time.toISOString(),
    datacontenttype: 'application/json',
    dataschema: schemaOf(type),
    sequence: String(number).padStart(20, '0'),
    data,
  }
  return event as unknown as Extract<ShopEvent, { type: Type }>
}

let offset = 0

/** The event as a message. Every one has a place of its own in the stream. */
export const messageOf = (event: ShopEvent): Received => ({
  topic: event.type === 'cart.changed' ? topics.carts : topics.orders,
  partition: partitionOf(event.subject),
  offset: offset++,
  key: event.subject,
  value: JSON.stringify(event),
})

export const partitions = 4
/** As Kafka does: events about one thing are in one partition. */
const partitionOf = (key: string) => key.charCodeAt(key.length - 1) % partitions

type Line = EventData<'order.placed'>['items'][number]

export const lineOf = (
  productId: string,
  quantity = 1,
  unitPriceCents = 100,
  name = 'Mug',
): Line => ({
  productId,
  name,
  quantity,
  unitPriceCents,
})

export const orderOf = (userId: string, items: Line[], orderId = uuidv7()) => ({
  orderId,
  userId,
  items,
  totalCents: items.reduce((sum, line) => sum + line.quantity * line.unitPriceCents, 0),
  currency: 'EUR',
})
