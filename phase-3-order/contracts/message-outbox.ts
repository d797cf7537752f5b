// How a service sends commands and answers: it writes them into its outbox, in the transaction of what they are about,
// and a relay carries them to RabbitMQ. A broker that is away delays them, and nothing else.
import type { Knex } from 'knex'
import type { Log } from '../shared/log.ts'
import type { NewMessage } from '../shared/outbox.ts'
import type { Exchange, Queue } from '../shared/rabbit-topology.ts'
import type { Rabbit } from '../shared/rabbit.ts'
import type { Relay } from '../shared/relay.ts'
import {
  type AnswerType,
  type CommandType,
  type MessageData,
  type MessageType,
  newMessage,
} from './messages.ts'
import { eventExchange } from './queues.ts'

/** For the one service that reads the queue. Write it into the outbox with what it is about, and hand it to `relayNew` after
 *  the commit: then it is sent at once, otherwise within a second or two. */
export const newCommand = <Type extends CommandType>(
  to: Queue,
  type: Type,
  data: MessageData<Type>,
): NewMessage => messageTo(to.exchange, to.name, type, data)

/** Whether one of this type is written and not sent yet. */
export async function isCommandWaiting(
  trx: Knex.Transaction,
  { exchange }: Queue,
  type: CommandType,
  orderId: string,
): Promise<boolean> {
  const mine = { destination: exchange.name, key: orderId, type }
  return (await trx('outbox').where(mine).first('id')) !== undefined
}

/** For whoever wants to hear it. The same holds. */
export const newAnswer = <Type extends AnswerType>(
  type: Type,
  data: MessageData<Type>,
): NewMessage => messageTo(eventExchange, type, type, data)

type Payload = { routingKey: string; message: { id: string } }

function messageTo<Type extends MessageType>(
  exchange: Exchange,
  routingKey: string,
  type: Type,
  data: MessageData<Type>,
): NewMessage {
  const { orderId: key } = data
  const payload: Payload = { routingKey, message: newMessage(type, data) }
  return { destination: exchange.name, key, type, payload }
}

type Deps = { db: Knex; exchange: Exchange; rabbit: Rabbit; log: Log }

/** A saga waits for each of them: when a relay dies with one, another one goes on soon. */
export const leaseMs = 3_500

/** What is about one order is sent in the order in which it was written; one that is sent again, later too. */
export const makeMessageRelay = ({ db, exchange, rabbit, log }: Deps): Relay => ({
  db,
  destination: exchange.name,
  leaseMs,
  log,
  async deliver({ type, payload }) {
    const { routingKey, message } = payload as Payload
    const body = JSON.stringify(message)
    await rabbit.publish({ exchange, routingKey, id: message.id, type, body })
  },
})
