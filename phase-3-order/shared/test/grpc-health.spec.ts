// How a server stops: it says so, takes nothing new, finishes what it has, and does not wait for ever.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { status } from '@grpc/grpc-js'
import { service as health } from 'grpc-health-check'
import { answerMug, givenGrpc, type GivenGrpc } from './given-grpc.ts'

const Check = health['Check']!
const Watch = health['Watch']!
const name = 'product.v1.ProductService'
const unavailable = { kind: 'unavailable' }

/** What a probe hears of a service; '' is the server as a whole. */
async function probe(given: GivenGrpc, service: string) {
  const { code, bytes } = await given
    .connectRawly()
    .send(Check.path, Check.requestSerialize({ service }))
  return bytes ? (Check.responseDeserialize(bytes) as { status: string }).status : status[code]
}

/** What a load balancer hears, as long as it lasts. */
async function watch(given: GivenGrpc, service: string) {
  const { requestSerialize, responseDeserialize, path } = Watch
  const stream = given
    .connectRawly()
    .client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, { service })
  const heard: string[] = []
  stream.on('data', (answer: { status: string }) => heard.push(answer.status))
  const ended = once(stream, 'end')
  await once(stream, 'data')
  return { heard, ended }
}

describe('the health of a gRPC server', () => {
  it('is SERVING, as a whole and for each service', async () => {
    await using given = await givenGrpc()
    assert.equal(await probe(given, ''), 'SERVING')
    assert.equal(await probe(given, name), 'SERVING')
    assert.equal(await probe(given, 'cart.v1.CartService'), 'NOT_FOUND')
  })

  it('is NOT_SERVING once it stops, and whoever watches does not hold that up', async () => {
    await using given = await givenGrpc({}, 60_000)
    const watches = await Promise.all(['', name].map((service) => watch(given, service)))
    await given.server[Symbol.asyncDispose]()
    for (const { heard, ended } of watches) {
      await ended
      assert.deepEqual(heard, ['SERVING', 'NOT_SERVING'])
    }
  })
})

describe('a gRPC server that stops', () => {
  /** A server, stopping, with a call that it has accepted and that goes on when told to. */
  async function givenStopping(graceMs: number) {
    const { promise: asked, resolve: arrive } = Promise.withResolvers<void>()
    const { promise: told, resolve: goOn } = Promise.withResolvers<void>()
    const given = await givenGrpc(
      {
        async GetProduct() {
          arrive()
          await told
          return answerMug()
        },
      },
      graceMs,
    )
    const { heard } = await watch(given, '')
    const call = given.connect({ timeoutMs: 60_000 }).call('GetProduct', { id: 'mug' })
    await asked
    const stopped = given.server[Symbol.asyncDispose]()
    return { ...given, heard, call, goOn, stopped }
  }

  it('finishes what it has accepted', async () => {
    await using given = await givenStopping(60_000)
    given.goOn()
    assert.equal((await given.call).product?.name, 'Mug')
    await given.stopped
  })

  it('takes nothing new meanwhile', async () => {
    await using given = await givenStopping(60_000)
    await assert.rejects(given.connect().call('GetProducts', { ids: [] }), unavailable)
    given.goOn()
    await given.call
    await given.stopped
  })

  it('gives up on what does not end', async () => {
    await using given = await givenStopping(50)
    await Promise.all([assert.rejects(given.call, unavailable), given.stopped])
  })
})
