// What goes over RabbitMQ about an order: commands, which ask one service to do something, and answers: events that tell
// that it was done or refused. In both the order is the key by which a repeated one is known.
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { AppError } from '../shared/errors.ts'

const order = z.object({ orderId: z.uuid() })
const line = z.object({ productId: z.uuid(), quantity: z.int().min(1).max(99) })

// Fields may be added to a version, never taken away or given another meaning: that is the next version.
export const commands = {
  /** Lock these lines for the order, all of them as they stand here, or none. */
  'reserve.items': order.extend({ userId: z.uuid(), lines: z.array(line).min(1) }),
  /** Give the order's lines back to the customer. */
  'release.items': order,
  /** Remove the order's lines: they are bought. */
  'clear.cart': order,
}
export const answers = {
  'items.reserved': order,
  /** The cart is not what was ordered any more, or another order has its lines. */
  'items.refused': order,
  'items.released': order,
  'cart.cleared': order,
  'payment.confirmed': order,
  'payment.failed': order,
}
const schemas = { ...commands, ...answers }
const version = 1

export type CommandType = keyof typeof commands
export type AnswerType = keyof typeof answers
export type MessageType = keyof typeof schemas
export type MessageData<Type extends MessageType> = z.infer<(typeof schemas)[Type]>
export type Message = {
  [Type in MessageType]: { id: string; type: Type; version: number; data: MessageData<Type> }
}[MessageType]

export const newMessage = <Type extends MessageType>(type: Type, data: MessageData<Type>) => ({
  id: uuidv7(),
  type,
  version,
  data,
})

const envelope = z.object({
  /** Of the message: one that comes again has the same. */
  id: z.uuid(),
  type: z.string().min(1),
  version: z.int().min(1),
  data: z.unknown(),
})

/** Errors: invalid `message_garbage` for what is no message or lacks what its type needs, `message_unknown` for a type
 *  and `message_too_new` for a version that was not there when this reader was written. */
export function readMessage(text: string): Message {
  const { success, data: found } = envelope.safeParse(parseJson(text))
  if (!success) throw unreadable('message_garbage', 'this is no message')
  const { type } = found
  if (!isKnown(type)) throw unreadable('message_unknown', `nobody here knows ${type}`)
  if (found.version > version) {
    const told = `${type} is told in version ${found.version}, known is ${version}`
    throw unreadable('message_too_new', told)
  }
  const data = schemas[type].safeParse(found.data)
  if (!data.success) throw unreadable('message_garbage', z.prettifyError(data.error))
  return { ...found, data: data.data } as Message
}

const isKnown = (type: string): type is MessageType => Object.hasOwn(schemas, type)

const unreadable = (code: string, message: string) => new AppError('invalid', message, { code })

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
