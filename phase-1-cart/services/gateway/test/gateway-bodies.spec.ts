// Bodies stream: without an Idempotency-Key the gateway holds none, and nobody waits for the end of one.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { ask, begin } from './given-client.ts'
import { givenGateway, type GivenGateway } from './given-gateway.ts'
import { givenHttpUpstream, type Listener, type Upstream } from './given-upstreams.ts'

const MB = 1024 * 1024
const size = 64 * MB
const limit = size / 2

/** A body of that size, and how much of it has been taken. */
function aLot() {
  const megabyte = Buffer.alloc(MB)
  let taken = 0
  function* pieces() {
    for (; taken < size; taken += MB) yield megabyte
  }
  return { body: Readable.from(pieces()), taken: () => taken }
}

/** Reads all of it, and says how much was most under way: taken at the one end and not yet there at the other. */
async function weigh(body: IncomingMessage, taken: () => number) {
  let bytes = 0
  let most = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    most = Math.max(most, taken() - bytes)
    bytes += chunk.length
  }
  return { bytes, most }
}

describe('bodies', () => {
  let gateway: GivenGateway
  let cart: Upstream
  let answer: Listener
  before(async () => {
    cart = await givenHttpUpstream((...exchange) => answer(...exchange))
    gateway = await givenGateway({ 'cart-service': cart.url })
  })
  after(async () => {
    await gateway[Symbol.asyncDispose]()
    await cart[Symbol.asyncDispose]()
  })

  it('larger than what may be under way go up', async () => {
    const { body, taken } = aLot()
    const weighed = Promise.withResolvers<Awaited<ReturnType<typeof weigh>>>()
    answer = async (incoming, response) => {
      weighed.resolve(await weigh(incoming, taken))
      response.end()
    }
    const { outgoing, answered } = begin(gateway.port, 'POST', '/cart')
    await pipeline(body, outgoing)
    const { bytes, most } = await weighed.promise
    assert.equal(bytes, size)
    assert.ok(most < limit, `${most / MB} MB of ${size / MB} MB`)
    ;(await answered).resume()
  })

  it('larger than what may be under way come down', async () => {
    const { body, taken } = aLot()
    answer = (_incoming, response) => pipeline(body, response)
    const { outgoing, answered } = begin(gateway.port, 'GET', '/cart')
    outgoing.end()
    const { bytes, most } = await weigh(await answered, taken)
    assert.equal(bytes, size)
    assert.ok(most < limit, `${most / MB} MB of ${size / MB} MB`)
  })

  it('go up while the client is still writing them', async () => {
    const arrived = Promise.withResolvers<void>()
    answer = (incoming, response) => {
      incoming.once('data', () => arrived.resolve())
      void text(incoming).then((all) => response.end(all))
    }
    const { outgoing, answered } = begin(gateway.port, 'POST', '/cart')
    outgoing.write('first, ')
    await arrived.promise
    outgoing.end('last')
    assert.equal(await text(await answered), 'first, last')
  })

  it('come down while the upstream is still writing them, their headers even before', async () => {
    const steps = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
    answer = async (_incoming, response) => {
      response.flushHeaders()
      await steps[0].promise
      response.write('first, ')
      await steps[1].promise
      response.end('last')
    }
    const { outgoing, answered } = begin(gateway.port, 'GET', '/cart')
    outgoing.end()
    const incoming = await answered
    steps[0].resolve()
    const [first] = (await once(incoming, 'data')) as [Buffer]
    steps[1].resolve()
    assert.equal(first + (await text(incoming)), 'first, last')
  })

  describe('are framed for the upstream as the client framed them', () => {
    const framings: [
      what: string,
      method: string,
      headers: Record<string, string>,
      body: string,
    ][] = [
      ['by their length', 'POST', { 'content-length': '5' }, 'hello'],
      ['in chunks', 'POST', { 'transfer-encoding': 'chunked' }, 'hello'],
      ['in chunks, where few have one', 'DELETE', { 'transfer-encoding': 'chunked' }, 'hello'],
      ['by their length, where few have one', 'GET', { 'content-length': '5' }, 'hello'],
      [
        'by their length, which they say is nobody’s business',
        'POST',
        { 'content-length': '5', connection: 'Content-Length' },
        'hello',
      ],
      ['empty', 'PUT', { 'content-length': '0' }, ''],
      ['empty, in chunks', 'PUT', { 'transfer-encoding': 'chunked' }, ''],
    ]
    for (const [what, method, headers, body] of framings) {
      it(`${what} (${method})`, async () => {
        answer = async (incoming, response) => {
          const { 'content-length': length, 'transfer-encoding': encoding } = incoming.headers
          response.end(JSON.stringify({ length, encoding, body: await text(incoming) }))
        }
        const back = await ask(gateway.port, method, '/cart', { headers, body })
        assert.deepEqual(JSON.parse(back.body), {
          ...(headers['content-length'] && { length: headers['content-length'] }),
          ...(headers['transfer-encoding'] && { encoding: 'chunked' }),
          body,
        })
      })
    }

    it('and a request that has none gets none', async () => {
      answer = ({ headers }, response) => response.end(JSON.stringify(headers))
      for (const method of ['GET', 'DELETE', 'OPTIONS']) {
        const headers = JSON.parse((await ask(gateway.port, method, '/cart')).body) as object
        assert.ok(!('transfer-encoding' in headers), method)
      }
    })
  })

  for (const headers of [{ 'content-length': 8 * MB }, { 'transfer-encoding': 'chunked' }]) {
    it(`refused before their end leave the refusal whole (${Object.keys(headers)[0]})`, async () => {
      answer = (_incoming, response) => response.writeHead(413).end('too large')
      for (let i = 0; i < 5; i++) {
        const back = await ask(gateway.port, 'POST', '/cart', {
          headers,
          body: Buffer.alloc(8 * MB),
        })
        assert.deepEqual([back.status, back.body], [413, 'too large'])
      }
    })
  }

  it('are asked for by the gateway where a client waits for a 100 Continue', async () => {
    const headers = { expect: '100-continue', 'content-length': 5 }
    let expected: string | undefined
    answer = async (incoming, response) => {
      expected = incoming.headers.expect
      response.end(await text(incoming))
    }
    const { outgoing, answered } = begin(gateway.port, 'POST', '/cart', { headers })
    await once(outgoing, 'continue')
    outgoing.end('hello')
    assert.equal(await text(await answered), 'hello')
    assert.equal(expected, undefined)
  })
})
