// What the calls of a process add up to, as Prometheus gets it.
import assert from 'node:assert/strict'
import { until } from '../../../scripts/until.ts'
import { deadlineWithin } from '../deadline.ts'
import { AppError } from '../errors.ts'
import { givenGrpc, neverAnswer, type GivenGrpc } from './given-grpc.ts'
import { productService } from './given-proto.ts'

const GetProduct = 'product.v1.ProductService/GetProduct'
const GetProducts = 'product.v1.ProductService/GetProducts'

/** As "GetProduct OK": 2, of one side. */
async function counted({ registry }: GivenGrpc, side: 'server' | 'client') {
  const metric = await registry.getSingleMetric(`grpc_${side}_handled_seconds`)?.get()
  const counts = (metric?.values ?? []).filter(
    (value) => 'metricName' in value && String(value.metricName).endsWith('_count'),
  )
  return Object.fromEntries(
    counts.map(({ labels, value }) => [`${labels['method']} ${labels['code']}`, value]),
  )
}

describe('gRPC calls', () => {
  it('are counted on both sides, by method and status', async () => {
    await using given = await givenGrpc({
      async GetProduct({ id }) {
        throw new AppError(id === 'mug' ? 'conflict' : 'not_found', 'no')
      },
    })
    const client = given.connect()
    const conflict = { kind: 'conflict' }
    await client.call('GetProducts', { ids: [] })
    await client.call('GetProducts', { ids: [] })
    await assert.rejects(client.call('GetProduct', { id: 'mug' }), conflict)
    await assert.rejects(client.call('GetProduct', { id: 'cup' }), { kind: 'not_found' })
    const counts = {
      [`${GetProducts} OK`]: 2,
      [`${GetProduct} ABORTED`]: 1,
      [`${GetProduct} NOT_FOUND`]: 1,
    }
    assert.deepEqual(await counted(given, 'client'), counts)
    assert.deepEqual(await counted(given, 'server'), counts)
  })

  it('that the caller has left are counted as cancelled', async () => {
    let begun = 0
    const begin = () => {
      begun += 1
      return neverAnswer()
    }
    await using given = await givenGrpc({ GetProduct: begin }, 1)
    const { call } = given
      .connectRawly()
      .send(`/${GetProduct}`, productService.GetProduct.requestSerialize({ id: 'mug' }))
    await until('it has begun', async () => begun, Boolean)
    call.cancel()
    const isCounted = (counts: object) => Object.keys(counts).length > 0
    const counts = await until('it has ended', () => counted(given, 'server'), isCounted)
    assert.deepEqual(counts, { [`${GetProduct} CANCELLED`]: 1 })
  })

  it('that were late are counted as late', async () => {
    let begun = 0
    await using given = await givenGrpc(
      {
        GetProduct() {
          begun += 1
          // Or the server might hear that the caller has left before it sees why.
          while (Date.now() < deadlineWithin(Infinity) + 50);
          return neverAnswer()
        },
      },
      1,
    )
    const late = `${GetProduct} DEADLINE_EXCEEDED`
    const client = given.connect({ timeoutMs: 200 })
    await until(
      'one has come in time to begin',
      async () => {
        await assert.rejects(client.call('GetProduct', { id: 'mug' }), { kind: 'unavailable' })
        return begun
      },
      Boolean,
    )
    await until(
      'it has ended',
      () => counted(given, 'server'),
      (counts) => late in counts,
    )
    assert.deepEqual(Object.keys(await counted(given, 'client')), [late])
  })

  it('that were made again are one call to the client', async () => {
    let asked = 0
    await using given = await givenGrpc({
      async GetProduct() {
        asked += 1
        throw new AppError('unavailable', 'not now')
      },
    })
    const client = given.connect({ idempotent: ['GetProduct'] })
    await assert.rejects(client.call('GetProduct', { id: 'mug' }), { kind: 'unavailable' })
    assert.deepEqual(await counted(given, 'client'), { [`${GetProduct} UNAVAILABLE`]: 1 })
    assert.deepEqual(await counted(given, 'server'), { [`${GetProduct} UNAVAILABLE`]: asked })
  })

  it('cannot make up a time series', async () => {
    await using given = await givenGrpc()
    await given.connectRawly().send('/product.v1.ProductService/Made/Up', Buffer.alloc(0))
    assert.deepEqual(await counted(given, 'server'), {})
  })
})
