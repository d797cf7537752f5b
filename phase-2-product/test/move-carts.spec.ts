// An existing shop goes on: what was in the carts of phase 0 is in those of phase 1, whatever dies on the way.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { moveCarts } from '../move-carts.ts'
import { cartLines } from '../services/cart/migrations/001-cart-lines.ts'
import { givenDatabase } from './given-database.ts'
import { makeDoom, openDoomedDatabase } from './given-doom.ts'

type Line = { user_id: string; product_id: string; quantity: number; reserved_by: string | null }

const howMany = 2_500 // more than two batches
const order = ['user_id', 'product_id']

describe('moving the carts to a database of their own', function () {
  this.timeout(60_000)

  type Database = Awaited<ReturnType<typeof givenDatabase>>
  let from: Database
  let to: Database
  before(async () => {
    from = await givenDatabase([])
    to = await givenDatabase([])
  })
  after(() => Promise.all([from.close(), to.close()]))

  const movedLines = () => to.db('cart_lines').orderBy(order)

  /** Hands back what is in the carts of the old shop, as its database has it. */
  async function givenOldShop(lines: Line[]) {
    for (const { db } of [from, to]) {
      await db.raw('drop table if exists cart_lines, carts_moved')
      await cartLines.up(db)
    }
    await from.db.batchInsert('cart_lines', lines)
    return from.db('cart_lines').orderBy(order)
  }

  const aLine = (): Line => ({
    user_id: uuidv7(),
    product_id: uuidv7(),
    quantity: 3,
    reserved_by: null,
  })

  it('takes every line as it is, with its checkout and its times, and the old table is gone', async () => {
    const lines = Array.from({ length: howMany }, aLine)
    lines[7]!.reserved_by = uuidv7()
    const old = await givenOldShop(lines)
    assert.equal(await moveCarts(from.db, to.db), howMany)
    assert.deepEqual(await movedLines(), old)
    assert.equal(await from.db.schema.hasTable('cart_lines'), false)
  })

  it('does nothing the second time, nor for two who come at once', async () => {
    const old = await givenOldShop([aLine(), aLine()])
    const both = [1, 2].map(() => moveCarts(from.db, to.db))
    assert.deepEqual(new Set(await Promise.all(both)), new Set([0, 2]))
    assert.equal(await moveCarts(from.db, to.db), 0)
    assert.deepEqual(await movedLines(), old)
  })

  it('keeps what a customer has changed in the new cart', async () => {
    const line = aLine()
    await givenOldShop([line, aLine()])
    await to.db('cart_lines').insert({ ...line, quantity: 9 })
    await moveCarts(from.db, to.db)
    const moved = await movedLines()
    assert.equal(moved.length, 2)
    assert.equal(moved.find(({ user_id }) => user_id === line.user_id).quantity, 9)
  })

  for (const moment of ['before', 'after'] as const) {
    for (const side of ['old', 'new'] as const) {
      it(`loses nothing when it dies ${moment} any statement in the ${side} database`, async () => {
        let at = 1
        for (let wasKilled = true; wasKilled; at++) {
          const old = await givenOldShop([aLine(), aLine(), aLine()])
          const doom = makeDoom(at, moment)
          const doomed = openDoomedDatabase((side === 'old' ? from : to).url, doom)
          await (
            side === 'old' ? moveCarts(doomed.db, to.db) : moveCarts(from.db, doomed.db)
          ).catch(() => {})
          await doomed.bury()
          wasKilled = doom.isDead()

          // A customer empties a cart meanwhile, if it was moved: it must not fill again.
          const emptied = await to.db('cart_lines').where({ user_id: old[0].user_id }).delete()
          await moveCarts(from.db, to.db)
          assert.deepEqual(await movedLines(), old.slice(emptied), `statement ${at}`)
        }
        assert.ok(at > 4, `only ${at} statements were seen`)
      })
    }
  }
})
