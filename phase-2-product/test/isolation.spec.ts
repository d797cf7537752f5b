// A database belongs to one service: the others cannot even connect. Tried with the roles and databases of a shop that
// runs.
import assert from 'node:assert/strict'
import { Client } from 'pg'
import { sharedShop } from './given-shared-shop.ts'

const owners = {
  ecommercedb: 'ecommerce-service',
  cartdb: 'cart-service',
  productdb: 'product-service',
  analyticsdb: 'analytics-service',
  providerdb: 'the card processor',
}
const names = Object.keys(owners) as (keyof typeof owners)[]

describe('the database role', () => {
  let urls: Record<string, string>
  before(async function () {
    this.timeout(180_000)
    urls = (await sharedShop()).databaseUrls
    assert.deepEqual(new Set(Object.keys(urls)), new Set(names), 'every database is looked at')
  })

  /** The name of the database that the owner of one gets into under the address of another. */
  async function connect(owned: string, wanted: string): Promise<string> {
    const url = new URL(urls[owned]!)
    url.pathname = new URL(urls[wanted]!).pathname
    const client = new Client({ connectionString: url.href })
    try {
      await client.connect()
      const { rows } = await client.query('select current_database() as name')
      return rows[0].name
    } finally {
      await client.end().catch(() => {})
    }
  }

  for (const owned of names) {
    it(`of ${owners[owned]} opens its own ${owned}`, async () => {
      assert.equal(`/${await connect(owned, owned)}`, new URL(urls[owned]!).pathname)
    })

    for (const wanted of names.filter((other) => other !== owned)) {
      it(`of ${owners[owned]} is refused at ${wanted}`, async () => {
        const insufficientPrivilege = '42501'
        await assert.rejects(connect(owned, wanted), { code: insufficientPrivilege })
      })
    }
  }
})
