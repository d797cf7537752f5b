// product-service dies on any statement of what a checkout asks of it. Whatever is done with the order then, the stock
// ends as if nothing had happened.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import type { ProductApi, Wanted } from '../contracts/product-api.ts'
import { migrations } from '../services/product/migrations.ts'
import { makeProduct } from '../services/product/product.ts'
import { givenDatabase } from './given-database.ts'
import { makeDoom, openDoomedDatabase } from './given-doom.ts'

const stock = 7
type Command = 'holdStock' | 'releaseStock'

/** What the service is killed in, of how many statements, what was done before that, what is done afterwards, and whether
 *  stock is held then. */
type Case = {
  killedIn: Command
  statements: number
  earlier: Command[]
  later: Command[]
  isHeld: boolean
}
const [hold, release] = ['holdStock', 'releaseStock'] as const
const cases: Case[] = [
  { killedIn: hold, statements: 1, earlier: [], later: [hold], isHeld: true },
  { killedIn: hold, statements: 1, earlier: [], later: [release], isHeld: false },
  { killedIn: hold, statements: 1, earlier: [], later: [release, hold], isHeld: false },
  { killedIn: hold, statements: 2, earlier: [hold], later: [hold], isHeld: true },
  { killedIn: hold, statements: 2, earlier: [release], later: [hold], isHeld: false },
  { killedIn: release, statements: 1, earlier: [hold], later: [release], isHeld: false },
  { killedIn: release, statements: 1, earlier: [hold], later: [release, hold], isHeld: false },
  { killedIn: release, statements: 2, earlier: [], later: [release, hold], isHeld: false },
  { killedIn: release, statements: 3, earlier: [hold, release], later: [release], isHeld: false },
]

describe('stock whose service is killed', function () {
  this.timeout(60_000)
  let database: Awaited<ReturnType<typeof givenDatabase>>
  before(async () => {
    database = await givenDatabase(migrations)
    await database.db('categories').insert({ slug: 'kitchen', name: 'Kitchen' })
  })
  after(() => database.close())

  /** Two of one product and one of another, of which there are 7 each. */
  async function givenLines(): Promise<Wanted[]> {
    const lines = [2, 1].map((quantity) => ({ productId: uuidv7(), quantity }))
    const product = {
      description: '',
      category: 'kitchen',
      price_cents: 900,
      currency: 'EUR',
      stock,
    }
    await database
      .db('products')
      .insert(lines.map(({ productId: id }) => ({ ...product, id, name: `Mug ${id}` })))
    return lines
  }

  async function stocksOf(products: ProductApi, lines: Wanted[]) {
    const found = await products.getProducts(lines.map(({ productId }) => productId))
    const stocks = new Map(found.map((product) => [product.id, product.stock]))
    return lines.map(({ productId }) => stocks.get(productId))
  }

  for (const { killedIn, statements, earlier, later, isHeld } of cases) {
    const words = earlier.length > 0 ? `${killedIn} after ${earlier.join()}` : killedIn
    it(`on any statement of ${words} is right after ${later.join(' and ')}`, async () => {
      const products = makeProduct({ db: database.db })
      let at = 0
      for (let wasKilled = true; wasKilled;) {
        at += 1
        const [orderId, lines] = [uuidv7(), await givenLines()]
        const run = async (api: ProductApi, command: Command) =>
          command === 'holdStock' ? api.holdStock(orderId, lines) : api.releaseStock(orderId)
        for (const command of earlier) await run(products, command)

        const doom = makeDoom(at, 'after')
        const doomed = openDoomedDatabase(database.url, doom)
        await run(makeProduct({ db: doomed.db }), killedIn).catch(() => {})
        await doomed.bury()
        wasKilled = doom.isDead()

        let last: unknown
        for (const command of later) last = await run(products, command)
        if (later.at(-1) === 'holdStock') assert.deepEqual(last, { isHeld })
        const left = lines.map(({ quantity }) => (isHeld ? stock - quantity : stock))
        assert.deepEqual(await stocksOf(products, lines), left, `statement ${at}`)
      }
      assert.equal(at - 1, statements, 'so many were seen')
    })
  }
})
