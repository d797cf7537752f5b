// Commands in: parse, dedupe, one call, and the answer. The effect, the inbox row and the answer are one transaction, so a
// command that comes again finds all of it or nothing.
import type { Knex } from 'knex'
import { Counter, type Registry } from 'prom-client'
import { type Message, readMessage } from '../../contracts/messages.ts'
import { AppError } from '../../shared/errors.ts'
import type { Log } from '../../shared/log.ts'
import type { Answer } from './cart-answers.ts'
import { clearItems, releaseItems, reserveItems } from './cart-checkout.ts'
import { makeAtOnce } from './cart-optimistic.ts'

type Deps = {
  db: Knex
  /** Sends what was just committed. Whatever comes of that, it is sent sooner or later. */
  tell(answer: Answer): Promise<unknown>
  log: Log
  registry: Registry
}

export function makeCartCommands({ db, tell, log, registry }: Deps) {
  const duplicates = new Counter({
    name: 'inbox_duplicates_total',
    help: 'Commands that came again',
    registers: [registry],
  })

  const obeyAtOnce = makeAtOnce(db)

  return {
    /** Errors: invalid, for what is no command to a cart. */
    async handle({ body }: { body: string }): Promise<void> {
      const message = readMessage(body)
      const answer =
        (await obeyAtOnce(message)) ?? (await db.transaction((trx) => obey(trx, message)))
      if (!answer) return duplicates.inc()
      await tell(answer).catch((error: unknown) => {
        const { orderId } = message.data
        log.warn({ err: error, orderId }, 'could not send an answer at once')
      })
    },
  }
}

/** A command that comes with another id is answered again, as it was before. Undefined for one that comes with its own. */
async function obey(
  trx: Knex.Transaction,
  { id, type, data }: Message,
): Promise<Answer | undefined> {
  switch (type) {
    case 'reserve.items':
      return reserveItems(trx, id, data)
    case 'release.items':
      return releaseItems(trx, id, data.orderId)
    case 'clear.cart':
      return clearItems(trx, id, data.orderId)
    default:
      throw new AppError('invalid', `${type} is no command to a cart`, { code: 'message_unknown' })
  }
}
