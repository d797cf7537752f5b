// Statuses of servers that are not ours, and of gRPC itself: what they are to the caller.
import assert from 'node:assert/strict'
import { promisify } from 'node:util'
import {
  Metadata,
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type StatusObject,
} from '@grpc/grpc-js'
import { Registry } from 'prom-client'
import type { ErrorKind } from '../errors.ts'
import { connectGrpc } from '../grpc-client.ts'
import { failureOf } from './given-grpc.ts'
import { productService } from './given-proto.ts'

type Reply = sendUnaryData<object>

/** What the caller gets from a server that is not ours. */
async function answeredByOthers(answer: Partial<StatusObject>) {
  const server = new Server()
  server.addService(productService, { GetProduct: (_call: unknown, reply: Reply) => reply(answer) })
  const bind = promisify(server.bindAsync.bind(server))
  const port = await bind('localhost:0', ServerCredentials.createInsecure())
  using client = connectGrpc(productService, {
    address: `localhost:${port}`,
    registry: new Registry(),
  })
  try {
    return await failureOf(client.call('GetProduct', { id: 'mug' }))
  } finally {
    server.forceShutdown()
  }
}

describe('a status that no handler of ours made', () => {
  const guesses: Record<string, ErrorKind> = {
    INVALID_ARGUMENT: 'invalid',
    UNAUTHENTICATED: 'unauthenticated',
    PERMISSION_DENIED: 'forbidden',
    NOT_FOUND: 'not_found',
    ABORTED: 'conflict',
    FAILED_PRECONDITION: 'unprocessable',
    RESOURCE_EXHAUSTED: 'too_large',
    UNAVAILABLE: 'unavailable',
    DEADLINE_EXCEEDED: 'unavailable',
    CANCELLED: 'unavailable',
  }
  const failures = Object.keys(status).filter((name) => /[A-Z]/.test(name) && name !== 'OK')

  for (const name of failures) {
    const kind = guesses[name] ?? 'internal'
    it(`${name} is ${kind} to the caller`, async () => {
      const code = status[name as keyof typeof status]
      const { got } = await answeredByOthers({ code, details: 'as they say' })
      assert.equal(got.kind, kind)
      const isForUs = kind === 'internal' || kind === 'unavailable'
      assert.equal(got.message === 'as they say', !isForUs)
    })
  }

  it('is not believed a kind that there is not', async () => {
    const metadata = new Metadata()
    metadata.set('error-kind', 'constructor')
    const { got } = await answeredByOthers({ code: status.NOT_FOUND, details: 'gone', metadata })
    assert.equal(got.kind, 'not_found')
  })

  for (const fields of ['{', '{"path":"id"}', '[{"path":1,"message":2}]']) {
    it(`does no harm by field errors such as ${fields}`, async () => {
      const metadata = new Metadata()
      metadata.set('error-kind', 'invalid')
      metadata.set('error-fields-bin', Buffer.from(fields))
      const { got } = await answeredByOthers({ code: status.INVALID_ARGUMENT, metadata })
      assert.deepEqual([got.kind, got.code, got.errors], ['invalid', 'invalid_request', []])
    })
  }
})
