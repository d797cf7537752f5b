// What an order tells the owners of carts and stock when it is over: at once, and by a relay until they have answered.
import type { Knex } from 'knex'
import type { CartClient } from '../../contracts/cart-api.ts'
import type { ProductClient } from '../../contracts/product-client.ts'
import type { Log } from '../../shared/log.ts'
import { insertMessage, type Message } from '../../shared/outbox.ts'
import type { Relay } from '../../shared/relay.ts'

const destinations = {
  'cart.clear': 'cart',
  'cart.release': 'cart',
  'stock.release': 'product',
} as const
type Command = keyof typeof destinations

export const tell = (trx: Knex.Transaction, type: Command, orderId: string) =>
  insertMessage(trx, { destination: destinations[type], key: orderId, type })

type Deps = { db: Knex; carts: CartClient; products: ProductClient; log: Log }

/** One for each of them, so that nobody waits because another one is away. */
export function makeOrderRelays({ db, carts, products, log }: Deps): Relay[] {
  const commands: Record<Command, (orderId: string) => Promise<void>> = {
    'cart.clear': carts.clearCart,
    'cart.release': carts.releaseCart,
    'stock.release': products.releaseStock,
  }
  const deliver = ({ type, key: orderId }: Message) => commands[type as Command](orderId)
  return [...new Set(Object.values(destinations))].map((destination) => ({
    db,
    destination,
    deliver,
    log,
  }))
}
