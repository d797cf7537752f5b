// cart-service dies on any statement of what a checkout asks of it. The command comes again, and the cart ends as if
// nothing had happened, with one answer to each command.
import assert from 'node:assert/strict'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { v7 as uuidv7 } from 'uuid'
import type { Knex } from 'knex'
import { type CommandType, newMessage } from '../contracts/messages.ts'
import { makeCartCommands } from '../services/cart/cart-commands.ts'
import { migrations } from '../services/cart/migrations.ts'
import { givenDatabase } from './given-database.ts'
import { makeDoom, openDoomedDatabase } from './given-doom.ts'

/** What the service is killed in, what was done before that, what is done afterwards, and how many lines are left. */
const cases: {
  killedIn: CommandType
  earlier: CommandType[]
  later: CommandType[]
  left: number
}[] = [
  { killedIn: 'reserve.items', earlier: [], later: ['reserve.items', 'clear.cart'], left: 0 },
  { killedIn: 'reserve.items', earlier: [], later: ['release.items', 'reserve.items'], left: 2 },
  { killedIn: 'clear.cart', earlier: ['reserve.items'], later: ['clear.cart'], left: 0 },
  { killedIn: 'release.items', earlier: ['reserve.items'], later: ['release.items'], left: 2 },
]

describe('a cart whose service is killed', () => {
  let database: Awaited<ReturnType<typeof givenDatabase>>
  before(async () => (database = await givenDatabase(migrations)))
  after(() => database.close())

  const handlerOf = (db: Knex) =>
    makeCartCommands({
      db,
      tell: async () => {},
      log: pino({ level: 'silent' }),
      registry: new Registry(),
    }).handle

  /** A cart without a version is for transactions only. */
  const ways = [false, true].flatMap((hasVersion) => cases.map((one) => ({ ...one, hasVersion })))
  for (const { killedIn, earlier, later, left, hasVersion } of ways) {
    const isOne = hasVersion && killedIn !== 'release.items'
    const where = isOne ? 'in the one statement' : 'on any statement'
    const cart = hasVersion ? 'a cart' : 'a cart without a version'
    it(`${where} of ${killedIn} to ${cart} is right after ${later.join(' and ')}`, async () => {
      const handle = handlerOf(database.db)
      let at = 0
      for (let wasKilled = true; wasKilled;) {
        at += 1
        const [userId, orderId] = [uuidv7(), uuidv7()]
        const lines = [1, 2].map((quantity) => ({ productId: uuidv7(), quantity }))
        await database.db('cart_lines').insert(
          lines.map(({ productId, quantity }) => ({
            user_id: userId,
            product_id: productId,
            quantity,
          })),
        )
        if (hasVersion) await database.db('carts').insert({ user_id: userId })
        const bodyOf = (type: CommandType) =>
          JSON.stringify(newMessage(type, { orderId, userId, lines }))
        // One that comes again is the same.
        const bodies = new Map([killedIn, ...earlier, ...later].map((type) => [type, bodyOf(type)]))
        const send = (type: CommandType) => ({ body: bodies.get(type)! })
        for (const command of earlier) await handle(send(command))
        if (!hasVersion) await database.db('carts').where({ user_id: userId }).delete()

        const doom = makeDoom(at, 'after')
        const doomed = openDoomedDatabase(database.url, doom)
        await handlerOf(doomed.db)(send(killedIn)).catch(() => {})
        await doomed.bury()
        wasKilled = doom.isDead()

        for (const command of later) await handle(send(command))
        const kept = await database.db('cart_lines').where({ user_id: userId })
        assert.equal(kept.length, left)
        assert.ok(kept.every(({ reserved_by }) => reserved_by === null))
        const answers = await database
          .db('outbox')
          .where({ destination: 'shop.events', key: orderId })
        assert.equal(answers.length, bodies.size)
      }
      assert.ok(at > (isOne ? 1 : 3), `only ${at - 1} statements were seen`)
    })
  }
})
