// Errors over the wire: the caller gets what the handler threw, and nothing that was not meant for it.
import assert from 'node:assert/strict'
import { status } from '@grpc/grpc-js'
import { z } from 'zod'
import { AppError, type ErrorKind } from '../errors.ts'
import { id, parse } from '../validate.ts'
import { failureOf, givenGrpc, mug } from './given-grpc.ts'

const warn = 40 // pino's number for it

const { INVALID_ARGUMENT, RESOURCE_EXHAUSTED } = status
/** Written out, because a table that is checked by itself cannot be wrong. */
const statuses: Record<ErrorKind, status> = {
  invalid: INVALID_ARGUMENT,
  unauthenticated: status.UNAUTHENTICATED,
  forbidden: status.PERMISSION_DENIED,
  not_found: status.NOT_FOUND,
  not_allowed: INVALID_ARGUMENT,
  conflict: status.ABORTED,
  too_large: RESOURCE_EXHAUSTED,
  unsupported: INVALID_ARGUMENT,
  unprocessable: status.FAILED_PRECONDITION,
  too_many: RESOURCE_EXHAUSTED,
  internal: status.INTERNAL,
  unavailable: status.UNAVAILABLE,
  bad_gateway: status.UNAVAILABLE,
  gateway_timeout: status.DEADLINE_EXCEEDED,
}

/** What the caller gets when the handler throws this. */
async function thrownByHandler(error: unknown) {
  await using given = await givenGrpc({
    async GetProduct() {
      throw error
    },
  })
  const failure = await failureOf(given.connect().call('GetProduct', { id: 'mug' }))
  return { ...failure, logged: given.logged }
}

describe('an error over gRPC', () => {
  for (const [kind, code] of Object.entries(statuses) as [ErrorKind, status][]) {
    it(`of kind ${kind} is ${status[code]} on the wire, and the same to the caller`, async () => {
      const errors = [{ path: 'ids.3', message: 'is not ein Schlüssel' }]
      const thrown = new AppError(kind, 'no such Müsli', { code: 'no_muesli', errors })
      const { got, wire } = await thrownByHandler(thrown)
      assert.equal(wire.code, code)
      const { message, code: name } = got
      assert.deepEqual(
        [got.kind, name, message, got.errors],
        [kind, 'no_muesli', thrown.message, errors],
      )
    })
  }

  it('has the code of its kind and no field errors, unless it came with some', async () => {
    const { got } = await thrownByHandler(new AppError('conflict', 'taken'))
    assert.deepEqual([got.code, got.errors], ['conflict', undefined])
  })

  it('of a schema names the field that is wrong', async () => {
    await using given = await givenGrpc({
      GetProduct: async (request) => ({ product: { ...mug, ...parse(z.object({ id }), request) } }),
    })
    const { got, wire } = await failureOf(given.connect().call('GetProduct', { id: 'mug' }))
    assert.equal(wire.code, INVALID_ARGUMENT)
    assert.match(wire.details, /^id: Invalid/)
    assert.deepEqual(
      got.errors?.map(({ path }) => path),
      ['id'],
    )
  })

  it('fits into its trailers, however many fields are wrong', async () => {
    const errors = Array.from({ length: 5_000 }, (_, n) => ({ path: `ids.${n}`, message: 'wrong' }))
    const { got } = await thrownByHandler(new AppError('invalid', 'ids.0: wrong', { errors }))
    assert.equal(got.kind, 'invalid')
    assert.deepEqual(got.errors, errors.slice(0, 20))
  })

  it('has a message that any text may be in', async () => {
    const { got } = await thrownByHandler(
      new AppError('invalid', 'a\nline, 100 %, \ud83d half an emoji'),
    )
    assert.deepEqual([got.kind, got.message], ['invalid', 'a\nline, 100 %, \ufffd half an emoji'])
  })

  it('that nobody foresaw is INTERNAL, tells nothing, and is in the log with its stack', async () => {
    const { got, wire, logged } = await thrownByHandler(
      new TypeError('password of root is hunter2'),
    )
    assert.deepEqual([got.kind, got.code, got.message], ['internal', 'internal', 'internal error'])
    assert.equal(wire.code, status.INTERNAL)
    assert.doesNotMatch(wire.details + JSON.stringify(wire.metadata), /hunter2|TypeError|\.ts/)
    const stack = logged.find(({ msg }) => msg === 'unexpected error')?.err?.stack ?? ''
    assert.match(stack, /TypeError: password of root is hunter2\n +at /)
  })

  for (const thrown of ['just text', undefined, null, { code: 3, details: 'mine' }]) {
    it(`may be anything that can be thrown, such as ${JSON.stringify(thrown)}`, async () => {
      const { got, wire } = await thrownByHandler(thrown)
      assert.deepEqual(
        [got.kind, wire.code, wire.details],
        ['internal', status.INTERNAL, 'internal error'],
      )
    })
  }

  it('of a database that is away for a moment is UNAVAILABLE', async () => {
    const gone = 'terminating connection due to administrator command'
    const { got, wire, logged } = await thrownByHandler(
      Object.assign(new Error(gone), { code: '57P01' }),
    )
    assert.deepEqual([got.kind, wire.code], ['unavailable', status.UNAVAILABLE])
    assert.doesNotMatch(wire.details, /terminating/)
    assert.ok(logged.some(({ level, err }) => level === warn && err?.message === gone))
  })
})
