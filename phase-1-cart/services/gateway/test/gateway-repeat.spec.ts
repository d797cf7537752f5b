// Requests with an Idempotency-Key: their sender says that a repeat is the same request, so they share connections.
import assert from 'node:assert/strict'
import type { OutgoingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { ask } from './given-client.ts'
import { givenGateway } from './given-gateway.ts'
import { givenHttpUpstream, givenSocketUpstream } from './given-upstreams.ts'

const upstream = 'cart-service'
const body = '{"paymentMethod":"pm_card_visa"}'
const keyed = { 'idempotency-key': 'mine', 'content-length': body.length }
const small = 32 * 1024

type Act = (socket: Socket) => unknown

const accept = (socket: Socket) =>
  socket.write('HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\nok')
const reset = (socket: Socket) => socket.resetAndDestroy()

/** Answers the first request; what becomes of all others is the spec's to say. It keeps what it was asked. */
async function givenFlaky(second: Act, others: Act) {
  const asked: string[] = []
  const server = await givenSocketUpstream((socket, first) => {
    const isFirst = asked.push(first.toString()) === 1
    if (isFirst) accept(socket)
    else others(socket)
    socket.on('data', (more: Buffer) => {
      asked.push(more.toString())
      second(socket)
    })
  })
  return { ...server, asked }
}

describe('requests with an Idempotency-Key', () => {
  it('go over connections that are kept, with a body or without', async () => {
    await using cart = await givenHttpUpstream(async (incoming, response) => {
      response.end(await text(incoming))
    })
    await using gateway = await givenGateway({ [upstream]: cart.url })
    const post = (headers: OutgoingHttpHeaders, sent?: string) =>
      ask(gateway.port, 'POST', '/cart', { headers, ...(sent && { body: sent }) })
    assert.equal((await post(keyed, body)).body, body)
    assert.equal((await post({ 'idempotency-key': 'another' })).body, '')
    const most = 'x'.repeat(small)
    assert.equal((await post({ ...keyed, 'content-length': small }, most)).body, most)
    await ask(gateway.port, 'GET', '/cart')
    assert.equal(cart.connections(), 1)
  })

  it('are sent once more, as they were, when a kept connection breaks before an answer', async () => {
    await using cart = await givenFlaky(reset, accept)
    await using gateway = await givenGateway({ [upstream]: cart.url })
    await ask(gateway.port, 'GET', '/cart')
    const answer = await ask(gateway.port, 'POST', '/cart', { headers: keyed, body })
    assert.deepEqual([answer.status, answer.body], [201, 'ok'])
    const [, first, again, ...more] = cart.asked
    assert.match(first!, /^POST \/cart /)
    assert.match(first!, /\r\nidempotency-key: mine\r\n/i)
    assert.ok(first!.endsWith(`\r\n\r\n${body}`))
    const withoutConnection = (asked: string) => asked.replace(/\r\nconnection: [^\r]*/i, '')
    assert.equal(withoutConnection(again!), withoutConnection(first!))
    assert.deepEqual(more, [])
    assert.equal(await gateway.failures(), 0)
  })

  it('are not sent for ever', async () => {
    await using cart = await givenFlaky(reset, reset)
    await using gateway = await givenGateway({ [upstream]: cart.url })
    await ask(gateway.port, 'GET', '/cart')
    const answer = await ask(gateway.port, 'POST', '/cart', { headers: keyed, body })
    assert.equal(answer.status, 502)
    assert.equal(cart.asked.length, 1 + 2)
    assert.equal(await gateway.failures({ upstream, reason: 'broken_off' }), 1)
  })

  it('are not sent again when there is no answer in time', async () => {
    await using cart = await givenFlaky(() => {}, accept)
    await using gateway = await givenGateway({ [upstream]: cart.url }, { timeoutMs: 200 })
    await ask(gateway.port, 'GET', '/cart')
    const answer = await ask(gateway.port, 'POST', '/cart', { headers: keyed, body })
    assert.equal(answer.status, 504)
    assert.equal(cart.asked.length, 1 + 1)
  })

  it('are not sent again after the beginning of an answer', async () => {
    const begun = 'HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\nok'
    await using cart = await givenFlaky((socket) => socket.end(begun), accept)
    await using gateway = await givenGateway({ [upstream]: cart.url })
    await ask(gateway.port, 'GET', '/cart')
    await assert.rejects(ask(gateway.port, 'POST', '/cart', { headers: keyed, body }))
    assert.equal(cart.asked.length, 1 + 1)
  })

  describe('have a connection of their own', () => {
    const own: [what: string, method: string, OutgoingHttpHeaders, sent: string][] = [
      [
        'when their body is too large to be held',
        'POST',
        { ...keyed, 'content-length': small + 1 },
        'x'.repeat(small + 1),
      ],
      [
        'when nobody knows how large their body is',
        'POST',
        { 'idempotency-key': 'mine', 'transfer-encoding': 'chunked' },
        body,
      ],
      ['when the key is empty', 'POST', { ...keyed, 'idempotency-key': '' }, body],
      ['when no contract says what a key means to them', 'PUT', keyed, body],
    ]
    for (const [what, method, headers, sent] of own) {
      it(`${what}, and nothing is sent again`, async () => {
        let isBroken = false
        let asked = 0
        await using cart = await givenHttpUpstream(async (incoming, response) => {
          asked += 1
          if (isBroken && incoming.method === method) incoming.socket.resetAndDestroy()
          else response.end(String((await text(incoming)).length))
        })
        await using gateway = await givenGateway({ [upstream]: cart.url })
        await ask(gateway.port, 'GET', '/cart')
        const answer = await ask(gateway.port, method, '/cart', { headers, body: sent })
        assert.equal(answer.body, String(sent.length))
        assert.equal(cart.connections(), 2)
        isBroken = true
        assert.equal(
          (await ask(gateway.port, method, '/cart', { headers, body: sent })).status,
          502,
        )
        assert.equal(asked, 3)
      })
    }
  })
})
