// Postgres as every task gets it: databases that keep to themselves.
import assert from 'node:assert/strict'
import { createDatabase, dropDatabase } from '../databases.ts'
import { query } from './query.ts'

const beside = (url: string, database: string) =>
  Object.assign(new URL(url), { pathname: database }).href

describe('postgres', function () {
  this.timeout(20_000)
  const [cartdb, orderdb] = ['infra_cartdb', 'infra_orderdb'] as const
  let administrator: string
  before(() => (administrator = process.env.POSTGRES_URL ?? ''))
  const drop = () => Promise.all([cartdb, orderdb].map((name) => dropDatabase(administrator, name)))
  beforeEach(drop)
  after(drop)

  it('lets a role into its own database and into no other, both ways', async () => {
    const cart = await createDatabase(administrator, cartdb, 'infra_cart')
    const order = await createDatabase(administrator, orderdb, 'infra_order')
    for (const url of [cart, order]) await query(url, 'create table mine (id int)')

    const insufficientPrivilege = { code: '42501' }
    await assert.rejects(query(beside(cart, orderdb), 'select 1'), insufficientPrivilege)
    await assert.rejects(query(beside(order, cartdb), 'select 1'), insufficientPrivilege)
  })

  it('refuses a role without its password', async () => {
    const cart = new URL(await createDatabase(administrator, cartdb, 'infra_cart'))
    cart.password = 'guessed'
    await assert.rejects(query(cart.href, 'select 1'), { code: '28P01' })
  })

  it('leaves a database that exists as it is, even when two ask for it at once', async () => {
    const url = await createDatabase(administrator, cartdb, 'infra_cart')
    await query(url, 'create table kept as select 42 as answer')
    const again = [1, 2].map(() => createDatabase(administrator, cartdb, 'infra_cart'))
    assert.deepEqual(await Promise.all(again), [url, url])
    assert.deepEqual(await query(url, 'select answer from kept'), [{ answer: 42 }])
  })

  it('does not answer before what it has committed is safe', async () => {
    for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
      assert.deepEqual(await query(administrator, `show ${setting}`), [{ [setting]: 'on' }])
    }
  })
})
