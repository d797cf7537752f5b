// The bodies of requests with an Idempotency-Key: small ones are held until they are whole, and sent then.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../../../../scripts/until.ts'
import { ask, begin } from './given-client.ts'
import { givenGateway } from './given-gateway.ts'
import { givenHttpUpstream } from './given-upstreams.ts'

const upstream = 'cart-service'
const body = '{"paymentMethod":"pm_card_visa"}'
const keyed = { 'idempotency-key': 'mine', 'content-length': body.length }

describe('requests with an Idempotency-Key', () => {
  describe('wait for all of their body', () => {
    it('and a client that leaves within it has asked nobody', async () => {
      await using cart = await givenHttpUpstream((_incoming, response) => response.end())
      for (const leave of ['destroy', 'reset', 'end'] as const) {
        await using gateway = await givenGateway({ [upstream]: cart.url })
        const { outgoing, answered } = begin(gateway.port, 'POST', '/cart', { headers: keyed })
        answered.then((incoming) => incoming.resume()).catch(() => {})
        outgoing.on('error', () => {})
        await new Promise((sent) => outgoing.write('{"half":', sent))
        await sleep(50) // for the gateway to wait for the rest, most likely
        if (leave === 'destroy') outgoing.destroy()
        else if (leave === 'reset') outgoing.socket?.resetAndDestroy()
        else outgoing.socket?.end()
        const counted = () => gateway.requests({ route: '/cart', status: '499' })
        await until('it is counted', counted, (count) => count === 1)
        assert.equal(await gateway.failures(), 0)
      }
      assert.equal(cart.connections(), 0)
    })

    it('and one that is slow to send it is no fault of the upstream', async () => {
      await using cart = await givenHttpUpstream(async (incoming, response) => {
        response.end(await text(incoming))
      })
      await using gateway = await givenGateway({ [upstream]: cart.url }, { timeoutMs: 100 })
      const { outgoing, answered } = begin(gateway.port, 'POST', '/cart', { headers: keyed })
      outgoing.write(body.slice(0, 9))
      await sleep(300)
      outgoing.end(body.slice(9))
      assert.equal(await text(await answered), body)
      assert.equal(await gateway.failures(), 0)
    })

    it('also when they wait for a 100 Continue first', async () => {
      await using cart = await givenHttpUpstream(async (incoming, response) => {
        response.end(`${incoming.headers.expect} ${await text(incoming)}`)
      })
      await using gateway = await givenGateway({ [upstream]: cart.url })
      const headers = { ...keyed, expect: '100-continue' }
      const { outgoing, answered } = begin(gateway.port, 'POST', '/cart', { headers })
      await once(outgoing, 'continue')
      outgoing.end(body)
      assert.equal(await text(await answered), `undefined ${body}`)
    })
  })

  it('that are refused before their end get the refusal whole, and the next one is none the worse', async () => {
    let refusing = true
    await using cart = await givenHttpUpstream(async (incoming, response) => {
      if (refusing) response.writeHead(413).end('too large')
      else response.end(await text(incoming))
    })
    await using gateway = await givenGateway({ [upstream]: cart.url })
    const large = 32 * 1024
    const sent = 'x'.repeat(large)
    const post = () =>
      ask(gateway.port, 'POST', '/cart', {
        headers: { ...keyed, 'content-length': large },
        body: sent,
      })
    for (let i = 0; i < 5; i++) {
      refusing = true
      const { status, body: said } = await post()
      assert.deepEqual([status, said], [413, 'too large'])
      refusing = false
      assert.equal((await post()).body, sent)
    }
    assert.equal(await gateway.failures(), 0)
  })
})
