// The effects of a saga that are commands: what each of them has to say, and to whom.
import type { Knex } from 'knex'
import { isCommandWaiting, newCommand } from '../../contracts/message-outbox.ts'
import type { CommandType } from '../../contracts/messages.ts'
import { cartCommands } from '../../contracts/queues.ts'
import { insertMessage, type NewMessage } from '../../shared/outbox.ts'
import { getFacts } from './order-facts.ts'

export async function commandOf(
  db: Knex,
  command: CommandType,
  orderId: string,
): Promise<NewMessage> {
  if (command !== 'reserve.items') return newCommand(cartCommands, command, { orderId })
  const { userId, items } = await getFacts(db, orderId)
  const lines = items.map(({ productId, quantity }) => ({ productId, quantity }))
  return newCommand(cartCommands, command, { orderId, userId, lines })
}

/** Nothing where the earlier one has not been sent yet: while RabbitMQ is away, they would only become more. */
export async function tellAgain(trx: Knex.Transaction, command: CommandType, orderId: string) {
  if (!(await isCommandWaiting(trx, cartCommands, command, orderId))) {
    await insertMessage(trx, await commandOf(trx, command, orderId))
  }
}
