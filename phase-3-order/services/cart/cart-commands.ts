// Commands in: parse, dedupe, one call, and the answer. The effect, the inbox row and the answer are one transaction, so a
// command that comes again finds all of it or nothing.
import type { Knex } from 'knex'
import { Counter, type Registry } from 'prom-client'
import { insertAnswer } from '../../contracts/message-outbox.ts'
import { type AnswerType, type Message, readMessage } from '../../contracts/messages.ts'
import { AppError } from '../../shared/errors.ts'
import { isNew } from '../../shared/inbox.ts'
import type { Log } from '../../shared/log.ts'
import { clearItems, releaseItems, reserveItems } from './cart-checkout.ts'

type Deps = {
  db: Knex
  /** Sends the order's answers that wait. Whatever comes of that, they are sent sooner or later. */
  tell(orderId: string): Promise<unknown>
  log: Log
  registry: Registry
}

const consumer = 'cart.commands'

export function makeCartCommands({ db, tell, log, registry }: Deps) {
  const duplicates = new Counter({
    name: 'inbox_duplicates_total',
    help: 'Commands that came again',
    registers: [registry],
  })

  return {
    /** Errors: invalid, for what is no command to a cart. */
    async handle({ body }: { body: string }): Promise<void> {
      const message = readMessage(body)
      const { orderId } = message.data
      const isFirst = await db.transaction(async (trx) => {
        if (!(await isNew(trx, consumer, message.id))) return false
        await insertAnswer(trx, await obey(trx, message), { orderId })
        return true
      })
      if (!isFirst) return duplicates.inc()
      await tell(orderId).catch((error: unknown) => {
        log.warn({ err: error, orderId }, 'could not send an answer at once')
      })
    },
  }
}

/** A command that comes with another id is answered again, as it was before. */
async function obey(trx: Knex.Transaction, { type, data }: Message): Promise<AnswerType> {
  switch (type) {
    case 'reserve.items':
      return (await reserveItems(trx, data)) ? 'items.reserved' : 'items.refused'
    case 'release.items':
      await releaseItems(trx, data.orderId)
      return 'items.released'
    case 'clear.cart':
      await clearItems(trx, data.orderId)
      return 'cart.cleared'
    default:
      throw new AppError('invalid', `${type} is no command to a cart`, { code: 'message_unknown' })
  }
}
