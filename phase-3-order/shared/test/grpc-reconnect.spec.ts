// What a caller sees of a server that comes late, dies, hangs and comes back. Its client is one and the same.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { Registry } from 'prom-client'
import { spawnGuarded, type Guarded } from '../../../scripts/infra/guarded.ts'
import { freePort } from '../../../scripts/infra/ports.ts'
import { until } from '../../../scripts/until.ts'
import { connectGrpc } from '../grpc-client.ts'
import { productService } from './given-proto.ts'

const script = join(import.meta.dirname, 'grpc-process.ts')
const unavailable = { kind: 'unavailable', message: 'try again in a moment' }

describe('a gRPC server in another process', () => {
  let port: number
  let server: Guarded | undefined
  let client: ReturnType<typeof connect>

  beforeEach(async () => {
    port = await freePort()
    client = connect(1_000)
  })
  afterEach(async () => {
    client[Symbol.dispose]()
    await server?.stop(0)
  })

  const connect = (timeoutMs: number) => {
    const address = `localhost:${port}`
    return connectGrpc(productService, { address, registry: new Registry(), timeoutMs })
  }
  const ask = (id = 'mug') => client.call('GetProduct', { id })
  async function timesAsked() {
    const { products } = await client.call('GetProducts', { ids: [] })
    return products[0]?.stock
  }

  async function startServer() {
    const { promise: listening, resolve } = Promise.withResolvers<string>()
    server = spawnGuarded(process.execPath, [script, String(port)], { output: resolve })
    assert.equal(await listening, String(port))
    return server
  }
  const isThere = () =>
    ask().then(
      () => true,
      () => false,
    )

  it('need not be there first', async () => {
    await assert.rejects(ask(), unavailable)
    await startServer()
    await until('it answers', isThere, Boolean)
  })

  it('is killed at work, which its callers hear at once', async () => {
    const { kill } = await startServer()
    using patient = connect(60_000)
    const call = patient.call('GetProduct', { id: 'never' })
    await until('it works', timesAsked, (times) => times === 1)
    kill('SIGKILL')
    await assert.rejects(call, unavailable)
  })

  it('is killed, and found when it is back', async () => {
    const { kill, exited } = await startServer()
    await ask()
    kill('SIGKILL')
    await exited
    await assert.rejects(ask(), unavailable)
    await startServer()
    await until('it answers again', isThere, Boolean)
    assert.ok(await ask())
  })

  it('hangs for a while, and does not make up for what nobody waits for any more', async () => {
    const { kill } = await startServer()
    await ask()
    kill('SIGSTOP')
    await Promise.all([1, 2, 3].map(() => assert.rejects(ask(), unavailable)))
    await assert.rejects(timesAsked(), unavailable) // by then the others are known to have left
    kill('SIGCONT')
    await until('it answers again', isThere, Boolean)
    assert.equal(await timesAsked(), 2)
  })
})
