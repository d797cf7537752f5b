// What operators read in the log: each request, and each failure with the request that it hit.
import assert from 'node:assert/strict'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { until } from '../../../../scripts/until.ts'
import { serve } from '../../../shared/http-server.ts'
import { makeRegistry } from '../../../shared/metrics.ts'
import { requestId } from '../../../shared/request-id.ts'
import { makeGateway } from '../gateway.ts'
import { ask, begin } from './given-client.ts'
import { givenSocketUpstream } from './given-upstreams.ts'

type Line = Partial<
  Record<'requestId' | 'msg' | 'status' | 'path' | 'upstream' | 'reason', unknown>
>

describe('the log of the gateway', () => {
  const lines: Line[] = []
  const log = pino(
    { base: null, mixin: () => ({ requestId: requestId() }) },
    new Writable({
      write(line: Buffer, _encoding, done) {
        lines.push(JSON.parse(line.toString()) as Line)
        done()
      },
    }),
  )
  beforeEach(() => lines.splice(0))

  /** The gateway before an upstream that answers with these bytes and hangs up; without any, it keeps silent. */
  async function given(bytes: string) {
    const cart = await givenSocketUpstream((socket) => void (bytes && socket.end(bytes)))
    const table = { routes: [{ path: '/cart', upstream: 'cart-service' }] } as const
    const limits = { timeoutMs: 5_000, trustProxyHops: 0 }
    const urls = { 'cart-service': cart.url }
    const registry = makeRegistry('gateway')
    const server = await serve(0, makeGateway({ ...table, ...limits, urls, log, registry }))
    async function close() {
      await server[Symbol.asyncDispose]()
      await cart[Symbol.asyncDispose]()
    }
    return { port: server.port, cart, [Symbol.asyncDispose]: close }
  }

  const written = (msg: string) =>
    until(
      `there is a line "${msg}"`,
      async () => lines.find((line) => line.msg === msg),
      (line) => line !== undefined,
    )
  const headers = { 'x-request-id': 'mine' }
  const some = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nsome'

  it('has each request, without what it asks for', async () => {
    await using gateway = await given(`${some} more`)
    await ask(gateway.port, 'GET', '/cart?secret=hunter2', { headers })
    const line = await written('request')
    assert.deepEqual([line?.requestId, line?.path, line?.status], ['mine', '/cart', 200])
    assert.doesNotMatch(JSON.stringify(lines), /hunter2/)
  })

  it('has why there was no answer', async () => {
    await using gateway = await given('nonsense\r\n\r\n')
    await ask(gateway.port, 'GET', '/cart', { headers })
    const line = await written('upstream failed')
    const { requestId: id, upstream, reason } = line ?? {}
    assert.deepEqual([id, upstream, reason], ['mine', 'cart-service', 'unreadable'])
    assert.equal((await written('request'))?.status, 502)
  })

  it('has an answer that broke off, with its request', async () => {
    await using gateway = await given(some)
    await assert.rejects(ask(gateway.port, 'GET', '/cart', { headers }))
    const line = await written('upstream failed')
    assert.deepEqual([line?.requestId, line?.reason], ['mine', 'cut_short'])
  })

  it('has a client that left, with its request', async () => {
    await using gateway = await given('')
    const { outgoing, answered } = begin(gateway.port, 'GET', '/cart', { headers })
    outgoing.end()
    await gateway.cart.untilConnections(1)
    outgoing.destroy()
    await assert.rejects(answered)
    const line = await written('request')
    assert.deepEqual([line?.requestId, line?.status], ['mine', 499])
  })
})
