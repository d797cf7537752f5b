// Upstreams that fail in the middle of a request: what its client is told, and what operators see.
import assert from 'node:assert/strict'
import { Agent } from 'node:http'
import type { Socket } from 'node:net'
import { until } from '../../../../scripts/until.ts'
import { ask, type Answer, begin } from './given-client.ts'
import { givenGateway } from './given-gateway.ts'
import { givenDeafUpstream, givenSocketUpstream } from './given-upstreams.ts'

const timeoutMs = 200

function assertProblem(answer: Answer, status: number, code: string) {
  assert.equal(answer.status, status)
  assert.match(answer.headers['content-type'] ?? '', /^application\/problem\+json/)
  const { detail, ...problem } = JSON.parse(answer.body) as Record<string, unknown>
  assert.ok(detail)
  assert.deepEqual(problem, {
    type: `https://shop.example/problems/${code}`,
    title: code.replaceAll('_', ' '),
    status,
    code,
    requestId: answer.headers['x-request-id'],
  })
}

const upstream = 'cart-service'
const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n'

describe('an upstream', () => {
  describe('that has no answer is answered for', () => {
    const bad: [what: string, act: (socket: Socket) => void, status: number, reason: string][] = [
      ['hangs up', (socket) => socket.end(), 502, 'broken_off'],
      ['resets the connection', (socket) => socket.resetAndDestroy(), 502, 'broken_off'],
      ['hangs up within its headers', (socket) => socket.end(head), 502, 'broken_off'],
      ['talks nonsense', (socket) => socket.end('hello\r\n\r\n'), 502, 'unreadable'],
      [
        'has too much to say first',
        (socket) => socket.end(`${head}x: ${'x'.repeat(20_000)}\r\n\r\n`),
        502,
        'unreadable',
      ],
      [
        'switches protocols',
        (socket) => socket.write('HTTP/1.1 101 Hi\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
        502,
        'broken_off',
      ],
      ['is silent', () => {}, 504, 'timeout'],
      [
        'only says that it works on it',
        (socket) => socket.write('HTTP/1.1 102 Processing\r\n\r\n'),
        504,
        'timeout',
      ],
    ]
    for (const [what, act, status, reason] of bad) {
      for (const method of ['GET', 'POST']) {
        it(`when it ${what} (${method}: ${status})`, async () => {
          await using cart = await givenSocketUpstream(act)
          await using gateway = await givenGateway({ 'cart-service': cart.url }, { timeoutMs })
          const answer = await ask(gateway.port, method, '/cart')
          assertProblem(answer, status, status === 502 ? 'bad_gateway' : 'gateway_timeout')
          assert.equal(cart.connections(), 1, 'it was asked again')
          assert.equal(await gateway.failures({ upstream, reason }), 1)
          await cart.untilLetGo()
        })
      }
    }

    it('when it is not there', async () => {
      await using gateway = await givenGateway({})
      assertProblem(await ask(gateway.port, 'GET', '/cart'), 502, 'bad_gateway')
      assert.equal(await gateway.failures({ upstream, reason: 'unreachable' }), 1)
    })

    it('when it does not accept connections', async () => {
      await using cart = await givenDeafUpstream()
      await using gateway = await givenGateway({ 'cart-service': cart.url }, { timeoutMs })
      assertProblem(await ask(gateway.port, 'GET', '/cart'), 504, 'gateway_timeout')
      assert.equal(await gateway.failures({ upstream, reason: 'timeout' }), 1)
    })

    it('when it does not accept connections, and the client is still sending', async () => {
      await using cart = await givenDeafUpstream()
      await using gateway = await givenGateway({ 'cart-service': cart.url }, { timeoutMs })
      const { outgoing, answered } = begin(gateway.port, 'POST', '/cart')
      outgoing.write('{"half":')
      const incoming = await answered
      assert.equal(incoming.statusCode, 504)
      incoming.resume()
      outgoing.end()
    })

    it('with safe headers, the id of the request, and no invitation to repeat it', async () => {
      await using gateway = await givenGateway({})
      const headers = { 'x-request-id': 'My_id-1.2' }
      const answer = await ask(gateway.port, 'POST', '/cart', { headers })
      assert.equal(answer.headers['x-request-id'], 'My_id-1.2')
      assert.equal(answer.headers['retry-after'], undefined)
      assert.equal(answer.headers['x-content-type-options'], 'nosniff')
      assert.match(answer.headers['content-security-policy'] as string, /default-src/)
      assert.equal(answer.headers['x-powered-by'], undefined)
    })

    it('also to a client that is still sending, on a connection that stays usable', async () => {
      await using gateway = await givenGateway({})
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      for (let i = 0; i < 3; i++) {
        const body = Buffer.alloc(8 * 1024 * 1024)
        assertProblem(await ask(gateway.port, 'POST', '/cart', { body, agent }), 502, 'bad_gateway')
      }
      agent.destroy()
    })
  })

  describe('that breaks off in the middle of an answer breaks off the client', () => {
    const chunked = `${head}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n`
    const sized = `${head}Content-Length: 100\r\n\r\nhello`
    const broken: [what: string, act: (socket: Socket) => void][] = [
      ['of a known length', (socket) => socket.end(sized)],
      [
        'of a known length, by a reset',
        (socket) => socket.write(sized, () => socket.resetAndDestroy()),
      ],
      ['in chunks', (socket) => socket.end(chunked)],
      ['in chunks, by nonsense', (socket) => socket.write(`${chunked}nonsense\r\n`)],
      ['and falls silent', (socket) => socket.write(sized)],
      ['that has no status', (socket) => socket.end('HTTP/1.1 000 Hi\r\n\r\n')],
    ]
    for (const [what, act] of broken) {
      it(what, async () => {
        await using cart = await givenSocketUpstream(act)
        await using gateway = await givenGateway({ 'cart-service': cart.url }, { timeoutMs })
        await assert.rejects(ask(gateway.port, 'GET', '/cart'), { code: 'ECONNRESET' })
        await until(
          'it is counted',
          () => gateway.failures({ upstream, reason: 'cut_short' }),
          (count) => count === 1,
        )
        await cart.untilLetGo()
      })
    }
  })
})
