// What a server does before and after its handlers: it keeps out what they cannot work with, names calls, and counts.
import assert from 'node:assert/strict'
import { status } from '@grpc/grpc-js'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { requestId, underRequestId } from '../request-id.ts'
import { serveGrpc } from '../grpc-server.ts'
import { answerMug, givenGrpc } from './given-grpc.ts'
import { productService } from './given-proto.ts'

const path = '/product.v1.ProductService/GetProduct'
const uuid = /^[0-9a-f]{8}-[0-9a-f-]{27}$/
const encode = (id: string) => productService.GetProduct.requestSerialize({ id })

/** A server that keeps the ids that its handler was asked for, and a caller without manners. */
async function givenRaw() {
  const seen: string[] = []
  const given = await givenGrpc({
    GetProduct({ id }) {
      seen.push(id)
      return answerMug()
    },
  })
  return Object.assign(given, { seen, raw: given.connectRawly() })
}

describe('a gRPC server', () => {
  describe('does not bother a handler with', () => {
    it('a request over 64 KiB', async () => {
      await using given = await givenRaw()
      const { code } = await given.raw.send(path, encode('x'.repeat(64 * 1024)))
      assert.equal(code, status.RESOURCE_EXHAUSTED)
      assert.deepEqual(given.seen, [])
      assert.equal((await given.raw.send(path, encode('x'.repeat(63 * 1024)))).code, status.OK)
    })

    it('what its own client would not even send', async () => {
      await using given = await givenRaw()
      const call = given.connect().call('GetProduct', { id: 'x'.repeat(64 * 1024) })
      await assert.rejects(call, { kind: 'too_large', message: /^Attempted to send/ })
      assert.deepEqual(given.seen, [])
    })

    for (const [what, bytes] of Object.entries({
      'bytes that are no message': Buffer.from('ffffffffff', 'hex'),
      'half a message': Buffer.from('0a', 'hex'),
    })) {
      it(what, async () => {
        await using given = await givenRaw()
        const { code, details } = await given.raw.send(path, bytes)
        assert.deepEqual([code, details], [status.INVALID_ARGUMENT, 'the request cannot be read'])
        assert.deepEqual(given.seen, [])
      })
    }

    it('a method that there is not', async () => {
      await using given = await givenRaw()
      const { code } = await given.raw.send('/product.v1.ProductService/DropTables', encode('1'))
      assert.equal(code, status.UNIMPLEMENTED)
    })
  })

  it('hands over a zero for what is unset, and leaves out what it does not know', async () => {
    await using given = await givenRaw()
    await given.raw.send(path, Buffer.alloc(0))
    await given.raw.send(path, Buffer.from('0a036d7567f2070161', 'hex')) // "mug", and field 126
    assert.deepEqual(given.seen, ['', 'mug'])
  })

  it('makes text of any bytes', async () => {
    await using given = await givenRaw()
    assert.equal((await given.raw.send(path, Buffer.from('0a02ff61', 'hex'))).code, status.OK)
    assert.deepEqual(given.seen, ['\ufffda'])
  })

  it('says INTERNAL, and logs why, when a handler throws before its first await or answers nonsense', async () => {
    const nonsense = { products: 'none' } as unknown as { products: [] }
    await using given = await givenGrpc({
      GetProduct() {
        throw new TypeError('a bug')
      },
      GetProducts: async () => nonsense,
    })
    const client = given.connect()
    const internal = { kind: 'internal', message: 'internal error' }
    await assert.rejects(client.call('GetProduct', { id: 'mug' }), internal)
    await assert.rejects(client.call('GetProducts', { ids: [] }), internal)
    const errors = given.logged.flatMap(({ err }) => err?.message ?? [])
    assert.equal(errors[0], 'a bug')
    assert.match(errors[1] ?? '', /products: array expected/)
  })

  it('does not listen where somebody else does', async () => {
    await using given = await givenGrpc()
    const edge = { log: pino({ level: 'silent' }), registry: new Registry() }
    await assert.rejects(serveGrpc(given.server.port, [], edge), /EADDRINUSE/)
  })
})

describe('a request id over gRPC', () => {
  it('goes along over two hops, into handlers and logs', async () => {
    const seen: unknown[] = []
    await using last = await givenGrpc({
      GetProduct() {
        seen.push(requestId())
        return answerMug()
      },
    })
    const onward = last.connect()
    await using first = await givenGrpc({
      async GetProduct() {
        seen.push(requestId())
        await onward.call('GetProduct', { id: 'mug' })
        return answerMug()
      },
    })
    await underRequestId('trace-1', () => first.connect().call('GetProduct', { id: 'mug' }))
    const logged = [...first.logged, ...last.logged].map((line) => line.requestId)
    assert.deepEqual(
      [...seen, ...logged],
      Array.from({ length: 4 }, () => 'trace-1'),
    )
  })

  it('is made for each call that comes without one, or with one that is none', async () => {
    const seen: string[] = []
    await using given = await givenGrpc({
      GetProduct() {
        seen.push(requestId() ?? 'none')
        return answerMug()
      },
    })
    await given.connect().call('GetProduct', { id: 'mug' })
    const raw = given.connectRawly()
    for (const id of ['two words', 'x'.repeat(65), '{"level":50}']) {
      await raw.send(path, encode('mug'), { 'x-request-id': id })
    }
    assert.equal(new Set(seen).size, 4)
    for (const id of seen) assert.match(id, uuid)
  })
})
