// Which queues there are, and what comes into them. Who publishes declares the exchange, who reads declares all of it:
// so any of them may start first.
import type { Exchange, Queue } from '../shared/rabbit-topology.ts'

/** Commands are for one service: the routing key is the queue's name. */
export const commandExchange: Exchange = { name: 'shop.commands', kind: 'direct' }
/** Events are for whoever wants them: the routing key is their type. */
export const eventExchange: Exchange = { name: 'shop.events', kind: 'topic' }

/** Who reads a queue knows for so long what it has had: longer than anybody sends it once more. */
export const inboxDays = 30

export const cartCommands: Queue = {
  name: 'cart.commands',
  exchange: commandExchange,
  routingKeys: ['cart.commands'],
}
export const sagaEvents: Queue = {
  name: 'order.saga-events',
  exchange: eventExchange,
  routingKeys: ['items.*', 'cart.*', 'payment.*'],
}
