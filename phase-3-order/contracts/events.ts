// What services tell everybody who cares: facts, in the past tense. Each goes into a topic as a CloudEvent 1.0 in JSON
// (cloudevents.io), with all that its reader needs: nobody has to ask back, or to have read what came before.
import { z } from 'zod'
import { AppError } from '../shared/errors.ts'

export const topics = { orders: 'shop.orders', carts: 'shop.carts' } as const

const line = z.object({
  productId: z.uuid(),
  name: z.string(),
  quantity: z.int().min(1),
  unitPriceCents: z.int().min(0),
})
const order = z.object({
  orderId: z.uuid(),
  userId: z.uuid(),
  items: z.array(line).min(1),
  totalCents: z.int().min(1),
  currency: z.string().length(3),
})
const cart = z.object({
  userId: z.uuid(),
  items: z.array(
    z.object({ productId: z.uuid(), quantity: z.int().min(1), isLocked: z.boolean() }),
  ),
  /** When the customer last put something in; null for an empty cart. */
  touchedAt: z.iso.datetime().nullable(),
})

// Fields may be added to a version, never taken away or given another meaning: that is the next version.
const schemas = {
  'order.placed': order,
  'order.completed': order,
  'order.failed': order.extend({ reason: z.string() }),
  'order.cancel_requested': order,
  /** Nothing was refunded for an order that was cancelled before it was paid. */
  'order.cancelled': order.extend({ refundedCents: z.int().min(0) }),
  /** The cart as it is from then on. */
  'cart.changed': cart,
}
const version = 1

export type EventType = keyof typeof schemas
export type EventData<Type extends EventType> = z.infer<(typeof schemas)[Type]>
export type ShopEvent = {
  [Type in EventType]: Envelope & { type: Type; data: EventData<Type> }
}[EventType]

const envelope = z.object({
  specversion: z.literal('1.0'),
  id: z.uuid(),
  source: z.string().min(1),
  type: z.string().min(1),
  /** The id of what it is about: the key of the topic. */
  subject: z.string().min(1),
  /** When it happened, not when it was sent. */
  time: z.iso.datetime(),
  datacontenttype: z.literal('application/json'),
  dataschema: z.string(),
  /** Grows with every event of a source about one subject. Compared as text. */
  sequence: z.string().regex(/^\d{20}$/),
  data: z.unknown(),
})
type Envelope = Omit<z.infer<typeof envelope>, 'type' | 'data'>

export const schemaOf = (type: EventType): string => `urn:shop:event:${type}:${version}`

/** Errors: invalid `event_garbage` for what is no CloudEvent or lacks what its type needs, `event_unknown` for a type
 *  and `event_too_new` for a version that was not there when this reader was written. */
export function readEvent(text: string): ShopEvent {
  const { success, data: found } = envelope.safeParse(parseJson(text))
  if (!success) throw unreadable('event_garbage', 'this is no CloudEvent 1.0 in JSON')
  const { type, dataschema } = found
  if (!isKnown(type)) throw unreadable('event_unknown', `nobody here knows ${type}`)
  const [, told] = /:(\d+)$/.exec(dataschema) ?? []
  if (Number(told) > version) {
    throw unreadable('event_too_new', `${type} is told in version ${told}, known is ${version}`)
  }
  const data = schemas[type].safeParse(found.data)
  if (!data.success) throw unreadable('event_garbage', z.prettifyError(data.error))
  return { ...found, data: data.data } as ShopEvent
}

const isKnown = (type: string): type is EventType => Object.hasOwn(schemas, type)

const unreadable = (code: string, message: string) => new AppError('invalid', message, { code })

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
