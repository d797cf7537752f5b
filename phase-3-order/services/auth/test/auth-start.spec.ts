// What accounts find in the database when a process starts: the keys, and the demo accounts.
import assert from 'node:assert/strict'
import type { Knex } from 'knex'
import { givenDatabase } from '../../../test/given-database.ts'
import { makeAuth } from '../auth.ts'
import { seedAccounts } from '../auth-seed.ts'
import { getOrCreateKeys, makeSigner } from '../auth-token.ts'
import { users } from '../migrations/001-users.ts'

const cost = 4

describe('at the start', () => {
  let db: Knex
  let close: () => Promise<void>
  beforeEach(async () => ({ db, close } = await givenDatabase([users])))
  afterEach(() => close())

  it('the key pair is made once, even by replicas that start together', async () => {
    const replicas = Array.from({ length: 5 }, () => getOrCreateKeys(db))
    const ids = (await Promise.all(replicas)).map(({ id }) => id)
    assert.equal(new Set(ids).size, 1)
  })

  it('the key pair is the one of the last time', async () => {
    assert.deepEqual(await getOrCreateKeys(db), await getOrCreateKeys(db))
  })

  it('the demo accounts are there', async () => {
    await seedAccounts(db, cost)
    const signer = makeSigner(await getOrCreateKeys(db), 60)
    const auth = makeAuth({ db, signer, scryptLog2Cost: cost })
    const demo = await auth.login({ email: 'demo@shop.example', password: 'demo-password-1' })
    assert.equal(demo.user.role, 'customer')
    const admin = await auth.login({ email: 'admin@shop.example', password: 'admin-password-1' })
    assert.equal(admin.user.role, 'admin')
  })

  it('the demo accounts stay as they are when they are there already', async () => {
    await seedAccounts(db, cost)
    const before = await db('users').orderBy('id')
    await seedAccounts(db, cost)
    assert.deepEqual(await db('users').orderBy('id'), before)
  })
})
