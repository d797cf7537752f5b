// What order-service does with a cart: sends commands and hears answers. RabbitMQ is left out: what it delivers is handed
// to its reader right here, and the answers stay in the outbox.
import assert from 'node:assert/strict'
import type { Knex } from 'knex'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import type { CartClient } from '../../../contracts/cart-api.ts'
import {
  type AnswerType,
  type CommandType,
  type MessageData,
  newMessage,
  readMessage,
} from '../../../contracts/messages.ts'
import { eventExchange } from '../../../contracts/queues.ts'
import { makeCartCommands } from '../cart-commands.ts'

type Line = { productId: string; quantity: number }

export function givenOrders(db: Knex, carts: Pick<CartClient, 'getFreeLines'>) {
  const registry = new Registry()
  const log = pino({ level: 'silent' })
  const { handle } = makeCartCommands({ db, tell: async () => {}, log, registry })

  /** In the order in which they are sent. */
  async function answersTo(orderId: string): Promise<AnswerType[]> {
    const sent = db('outbox').where({ destination: eventExchange.name, key: orderId })
    const rows: { type: AnswerType; payload: Payload }[] = await sent.orderBy('id')
    return rows.map(({ type, payload: { routingKey, message } }) => {
      readMessage(JSON.stringify(message))
      assert.deepEqual([message.type, routingKey], [type, type])
      assert.deepEqual(message.data, { orderId: orderId.toLowerCase() })
      return type
    })
  }

  /** With an id of its own, even if there was one like it before. */
  const command = <Type extends CommandType>(type: Type, data: MessageData<Type>) =>
    handle({ body: JSON.stringify(newMessage(type, data)) })

  /** Hands back the newest answer. */
  async function send<Type extends CommandType>(type: Type, data: MessageData<Type>) {
    await command(type, data)
    return (await answersTo(data.orderId)).at(-1)
  }

  return {
    handle,
    command,
    answersTo,
    /** Without lines: what the order can be made of now. Errors: those of getFreeLines. */
    async reserve(userId: string, orderId: string, lines?: Line[]) {
      const ordered = lines ?? (await carts.getFreeLines(userId, orderId))
      return send('reserve.items', { orderId, userId, lines: ordered })
    },
    release: (orderId: string) => send('release.items', { orderId }),
    clear: (orderId: string) => send('clear.cart', { orderId }),
    /** Whether exactly one waits for a lock. */
    async isOneWaiting() {
      const { rows } = await db.raw<{ rows: unknown[] }>(
        `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      return rows.length === 1
    },
    duplicates: async () =>
      (await registry.getSingleMetric('inbox_duplicates_total')!.get()).values[0]!.value,
  }
}

type Payload = { routingKey: string; message: { type: string; data: unknown } }
