// An upstream that is away affects its own routes, and nothing else.
import assert from 'node:assert/strict'
import { ask } from './given-client.ts'
import { givenGateway } from './given-gateway.ts'
import { givenHttpUpstream, givenNobody, givenSocketUpstream } from './given-upstreams.ts'

const answering = (body: string, port = 0) =>
  givenHttpUpstream((_incoming, response) => response.end(body), port)

describe('an upstream', () => {
  it('that is down affects its own routes only, and those until it is back', async () => {
    await using orders = await answering('mine')
    const urls = { 'order-service': orders.url, 'cart-service': await givenNobody() }
    await using gateway = await givenGateway(urls)
    assert.equal((await ask(gateway.port, 'GET', '/cart')).status, 502)
    assert.equal((await ask(gateway.port, 'GET', '/orders')).body, 'mine')
    assert.equal(await gateway.failures({ upstream: 'cart-service', reason: 'unreachable' }), 1)
    assert.equal(await gateway.failures({ upstream: 'order-service' }), 0)

    await using cart = await answering('lines', Number(new URL(urls['cart-service']).port))
    assert.equal((await ask(gateway.port, 'GET', '/cart')).body, 'lines')
    assert.equal(cart.connections(), 1)
  })

  it('that hangs does not make the others wait', async () => {
    const held: (() => void)[] = []
    await using cart = await givenHttpUpstream((_incoming, response) => {
      held.push(() => response.end('lines'))
    })
    await using orders = await answering('mine')
    const urls = { 'order-service': orders.url, 'cart-service': cart.url }
    await using gateway = await givenGateway(urls)
    const hanging = Array.from({ length: 100 }, () => ask(gateway.port, 'GET', '/cart'))
    await cart.untilConnections(hanging.length)
    for (let i = 0; i < 20; i++) {
      assert.equal((await ask(gateway.port, 'GET', '/orders')).body, 'mine')
    }
    for (const release of held) release()
    for (const { body } of await Promise.all(hanging)) assert.equal(body, 'lines')
  })

  it('that closes a connection just when it would be used again loses no request', async () => {
    const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nok'
    await using cart = await givenSocketUpstream((socket) => {
      socket.write(answer)
      socket.once('data', () => socket.resetAndDestroy())
    })
    await using gateway = await givenGateway({ 'cart-service': cart.url })
    for (const method of ['GET', 'POST', 'GET', 'POST', 'PUT', 'DELETE']) {
      assert.equal((await ask(gateway.port, method, '/cart')).body, 'ok')
    }
  })
})
