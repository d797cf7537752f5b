// What an order tells the cart when it is over: at once, and by the relay until the cart has answered.
import type { Knex } from 'knex'
import type { CartClient } from '../../contracts/cart-api.ts'
import type { Log } from '../../shared/log.ts'
import { insertMessage, type Message } from '../../shared/outbox.ts'
import type { Relay } from '../../shared/relay.ts'

const destination = 'cart'

type CartCommand = 'cart.clear' | 'cart.release'

export const tellCart = (trx: Knex.Transaction, type: CartCommand, orderId: string) =>
  insertMessage(trx, { destination, key: orderId, type })

type Deps = { db: Knex; carts: CartClient; log: Log }

export function makeCartRelay({ db, carts, log }: Deps): Relay {
  const commands: Record<CartCommand, (orderId: string) => Promise<void>> = {
    'cart.clear': carts.clearCart,
    'cart.release': carts.releaseCart,
  }
  const deliver = ({ type, key: orderId }: Message) => commands[type as CartCommand](orderId)
  return { db, destination, deliver, log }
}
