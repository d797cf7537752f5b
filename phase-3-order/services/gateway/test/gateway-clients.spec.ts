// Clients that leave or dawdle: an upstream does not work for nobody, and is not blamed for them.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import type { ClientRequest, IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { until } from '../../../../scripts/until.ts'
import { ask, begin } from './given-client.ts'
import { givenGateway } from './given-gateway.ts'
import { givenHttpUpstream, type Listener } from './given-upstreams.ts'

const some: Listener = (_incoming, response) => response.write('some')
const leave = (outgoing: ClientRequest) => outgoing.destroy()
const reset = (outgoing: ClientRequest) => outgoing.socket?.resetAndDestroy()

describe('a client that leaves', () => {
  const moments: [when: string, method: string, Listener, typeof leave | typeof reset, string][] = [
    ['while it waits', 'GET', () => {}, leave, '499'],
    ['within its own body', 'POST', (incoming) => incoming.resume(), leave, '499'],
    ['within its own body, by a reset,', 'POST', (incoming) => incoming.resume(), reset, '499'],
    ['within the answer', 'GET', some, leave, '200'],
    ['within the answer, by a reset,', 'GET', some, reset, '200'],
  ]
  for (const [when, method, listener, go, status] of moments) {
    it(`${when} takes the upstream’s work with it, and nothing is kept`, async () => {
      const asked = Promise.withResolvers<IncomingMessage>()
      await using cart = await givenHttpUpstream((incoming, response) => {
        incoming.on('error', () => {})
        asked.resolve(incoming)
        listener(incoming, response)
      })
      await using gateway = await givenGateway({ 'cart-service': cart.url })
      const { outgoing, answered } = begin(gateway.port, method, '/cart')
      outgoing.on('error', () => {})
      if (method === 'POST') outgoing.write('{"half":')
      else outgoing.end()
      await asked.promise
      if (status === '200') await once(await answered, 'data')
      else answered.catch(() => {})
      go(outgoing)

      await cart.untilLetGo()
      assert.equal((await asked.promise).complete, method === 'GET')
      const counted = () => gateway.requests({ route: '/cart', status })
      await until('it is counted', counted, (count) => count === 1)
      assert.equal(await gateway.failures(), 0)
    })
  }
})

describe('a client that is slow', () => {
  const timeoutMs = 200

  it('to send does not make it the upstream’s fault', async () => {
    const asked = Promise.withResolvers<void>()
    await using cart = await givenHttpUpstream(async (incoming, response) => {
      if (incoming.method === 'GET') return
      asked.resolve()
      response.end(await text(incoming))
    })
    await using gateway = await givenGateway({ 'cart-service': cart.url }, { timeoutMs })
    const { outgoing, answered } = begin(gateway.port, 'POST', '/cart')
    outgoing.write('first, ')
    await asked.promise
    // Meanwhile another one waits for as long as an upstream may be silent.
    assert.equal((await ask(gateway.port, 'GET', '/cart')).status, 504)
    outgoing.end('last')
    assert.equal(await text(await answered), 'first, last')
    assert.equal(await gateway.failures(), 1)
  })

  it('to read lets go of the upstream in the end, and that is not its fault either', async () => {
    const megabyte = Buffer.alloc(1024 * 1024)
    await using cart = await givenHttpUpstream((_incoming, response) => {
      const more = () => {
        while (response.write(megabyte));
        response.once('drain', more)
      }
      more()
    })
    await using gateway = await givenGateway({ 'cart-service': cart.url }, { timeoutMs })
    const socket = connect(gateway.port).on('error', () => {})
    socket.write('GET /cart HTTP/1.1\r\nHost: shop\r\n\r\n')
    await cart.untilConnections(1)
    await cart.untilLetGo()
    assert.equal(await gateway.failures(), 0)
    socket.destroy()
  })
})
