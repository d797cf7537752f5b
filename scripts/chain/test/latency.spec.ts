// A smoke run of what npm run chain measures first, in a real shop: what is called and how often, not for how long.
import assert from 'node:assert/strict'
import { startServers } from '../../infra/infra.ts'
import { measureLatency } from '../latency.ts'
import type { Reading } from '../spent.ts'

const countsOf = (calls: Reading) =>
  Object.fromEntries([...calls].map(([what, { count }]) => [what, count]))

describe('what a checkout waits for', function () {
  this.timeout(120_000)

  it('is read from its processes, by what they called', async () => {
    await using servers = await startServers(['postgres'])
    const measured = await measureLatency(1, servers, { warmUps: 1, checkouts: 2 })
    assert.deepEqual(countsOf(measured.calls), {
      'cart.v1.CartService/GetFreeLines': 2,
      'cart.v1.CartService/ReserveCart': 2,
      'cart.v1.CartService/ClearCart': 2,
      'POST /charges': 2,
    })
    assert.deepEqual(countsOf(measured.within['cart-service']!), {
      'product.v1.ProductService/GetProducts': 4,
    })
    for (const { ms } of measured.calls.values()) assert.ok(ms > 0)
    assert.equal(measured.tookMs.length, 2)
    assert.ok(measured.servedMs > 0)
  })
})
