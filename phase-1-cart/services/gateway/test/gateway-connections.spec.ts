// Connections to an upstream: what may happen twice shares a few, all else has one of its own.
import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../../../scripts/until.ts'
import { type HttpServer, serve } from '../../../shared/http-server.ts'
import { ask } from './given-client.ts'
import { givenGateway } from './given-gateway.ts'
import { givenHttpUpstream, givenName, givenSocketUpstream } from './given-upstreams.ts'

function answerOnce(socket: Socket) {
  socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
  socket.once('data', () => socket.resetAndDestroy())
}
const upstream = 'cart-service'

describe('the connections of the gateway', () => {
  it('are kept for those who read, and let go of when nobody does', async () => {
    await using cart = await givenHttpUpstream((_incoming, response) => {
      response.setHeader('Content-Length', 2).end('ok')
    })
    await using gateway = await givenGateway({ [upstream]: cart.url })
    for (const method of ['GET', 'HEAD', 'GET', 'HEAD']) await ask(gateway.port, method, '/cart')
    assert.equal(cart.connections(), 1)
    await cart.untilLetGo()
  })

  it('are made anew after a while, so that they reach other replicas', async () => {
    const body = Buffer.alloc(600 * 1024)
    await using cart = await givenHttpUpstream((_incoming, response) => response.end(body))
    await using gateway = await givenGateway({ [upstream]: cart.url })
    for (let i = 0; i < 6; i++) await ask(gateway.port, 'GET', '/cart')
    assert.equal(cart.connections(), 3)
  })

  it('are its own for each request that may change something, or has a body', async () => {
    await using cart = await givenHttpUpstream((_incoming, response) => response.end('ok'))
    await using gateway = await givenGateway({ [upstream]: cart.url })
    await ask(gateway.port, 'GET', '/cart')
    const methods = ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
    for (const method of methods) await ask(gateway.port, method, '/cart')
    await ask(gateway.port, 'GET', '/cart', { headers: { 'content-length': 2 }, body: '{}' })
    assert.equal(cart.connections(), 1 + methods.length + 1)
  })

  it('that break under a POST do not make it happen twice', async () => {
    let posts = 0
    const isPost = (asked: Buffer | string) => asked.toString().startsWith('POST')
    await using cart = await givenSocketUpstream((socket, asked) => {
      socket.on('data', (more) => (posts += Number(isPost(more))))
      posts += Number(isPost(asked))
      if (isPost(asked)) socket.resetAndDestroy()
      else answerOnce(socket)
    })
    await using gateway = await givenGateway({ [upstream]: cart.url })
    for (let i = 1; i <= 3; i++) {
      assert.equal((await ask(gateway.port, 'GET', '/cart')).status, 200)
      assert.equal((await ask(gateway.port, 'POST', '/cart', { body: '{}' })).status, 502)
      assert.equal(posts, i)
    }
  })

  it('that break under a GET make it be asked once more, and not for ever', async () => {
    let connections = 0
    await using cart = await givenSocketUpstream((socket) => {
      connections += 1
      if (connections === 1) answerOnce(socket)
      else socket.resetAndDestroy()
    })
    await using gateway = await givenGateway({ [upstream]: cart.url })
    assert.equal((await ask(gateway.port, 'GET', '/cart')).status, 200)
    assert.equal((await ask(gateway.port, 'GET', '/cart')).status, 502)
    assert.equal(connections, 2)
    assert.equal(await gateway.failures({ upstream, reason: 'broken_off' }), 1)
  })

  it('to a replica that is told to stop cost nobody a page', async () => {
    const start = () => serve(0, (_incoming, response) => response.end('lines'))
    let replica: HttpServer = await start()
    await using cart = await givenName(() => replica.port)
    await using gateway = await givenGateway({ [upstream]: cart.url })
    const statuses: number[] = []
    const over = new AbortController()
    async function visit() {
      while (!over.signal.aborted) statuses.push((await ask(gateway.port, 'GET', '/cart')).status)
    }
    const visitors = Array.from({ length: 8 }, visit)
    for (let i = 0; i < 10; i++) {
      const enough = (i + 1) * 20
      await until(
        'they have asked',
        async () => statuses.length,
        (count) => count > enough,
      )
      const stopping = replica
      replica = await start()
      await sleep(20) // new connections go elsewhere before it stops
      await new Promise(setImmediate) // and it has taken those that were on their way
      await stopping[Symbol.asyncDispose]()
    }
    over.abort()
    await Promise.all(visitors)
    await replica[Symbol.asyncDispose]()
    assert.deepEqual([...new Set(statuses)], [200])
    assert.equal(await gateway.failures(), 0)
  })
})
