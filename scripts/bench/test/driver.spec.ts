// The driver, a process of its own, at a shop that does next to nothing: what it tells is what has happened there.
import assert from 'node:assert/strict'
import { stepOf } from '../arithmetic.ts'
import { startDriver } from '../drive.ts'
import { givenFakeShop } from './given-fake-shop.ts'

const withinMs = 10_000

describe('the driver', () => {
  it('fills carts of three products, one for each customer', async () => {
    await using shop = await givenFakeShop()
    await using driver = await startDriver(shop.address)
    await driver.tell('prepare', { count: 5 })
    // And one who only looks.
    assert.equal([...shop.carts.values()].flat().length, 6 * 3)
  })

  it('follows every order to its end', async () => {
    await using shop = await givenFakeShop()
    await using driver = await startDriver(shop.address)
    await driver.tell('prepare', { count: 9 })
    const rush = await driver.tell('rush', { clients: 2, seconds: 10, atMost: 6 })
    assert.deepEqual([rush.asked, rush.refused, rush.latenciesMs.length], [6, 0, 6])
    const fates = await driver.tell('follow', { withinMs })
    assert.deepEqual(
      fates.map(({ status }) => status),
      Array.from({ length: 6 }, () => 'completed'),
    )
    assert.deepEqual(await driver.tell('follow', { withinMs }), [], 'each is told of once')
  })

  it('offers orders at a rate, however long each takes', async () => {
    await using shop = await givenFakeShop()
    await using driver = await startDriver(shop.address)
    await driver.tell('prepare', { count: 20 })
    const offer = { rate: 40, seconds: 0.5 }
    const { asked, refused } = await driver.tell('offer', offer)
    await driver.tell('settle', { withinMs })
    const step = stepOf({ ...offer, asked, refused }, await driver.tell('follow', { withinMs }))
    assert.deepEqual([shop.orders.size, asked, refused, step.completed], [20, 20, 0, 20])
    assert.ok(step.toEnd.p99 >= 300, `the slow ones end late: ${step.toEnd.p99} ms`)
  })

  it('looks around with as many clients as it is told', async () => {
    await using shop = await givenFakeShop()
    await using driver = await startDriver(shop.address)
    await driver.tell('prepare', { count: 0 })
    const seen = await driver.tell('lookAround', { page: 'list', clients: 2, seconds: 1 })
    assert.ok(seen.answered > 0)
    assert.deepEqual([seen.what, seen.refused, seen.latenciesMs.length], ['list', 0, seen.answered])
  })

  it('tells of its own failure, and can be told on', async () => {
    await using shop = await givenFakeShop()
    await using driver = await startDriver('http://127.0.0.1:1')
    await assert.rejects(driver.tell('stay', { seconds: 1, everyMs: 100 }), /stay: /)
    await driver.tell('follow', { withinMs })
    assert.equal(shop.orders.size, 0)
  })
})
