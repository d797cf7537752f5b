// What surrounds every handler: the caller's request id and deadline, errors as statuses, a line in the log.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { status, type handleUnaryCall } from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import { withDeadline } from './deadline.ts'
import { AppError } from './errors.ts'
import { failureOf, toStatus } from './grpc-errors.ts'
import { endOf } from './grpc-metrics.ts'
import type { Log } from './log.ts'
import { requestIdHeader, underRequestId } from './request-id.ts'

export type Handle = (request: object) => Promise<object>
type Call = Parameters<handleUnaryCall<Buffer, Buffer>>[0]

/** Takes and gives bytes, so that what cannot be read or written is an error as any other, named and logged. */
export function unary(
  { path, requestDeserialize, responseSerialize }: MethodDefinition<object, object>,
  handle: Handle,
  log: Log,
): handleUnaryCall<Buffer, Buffer> {
  return (call, reply) =>
    inContextOf(call, async () => {
      const startedAt = performance.now()
      const [failure, response] = await answer(call).then(
        (bytes) => [null, bytes] as const,
        (error: unknown) => [toStatus(report(error)), null] as const,
      )
      const code = status[endOf(call) ?? failure?.code ?? status.OK]
      const ms = Math.round(performance.now() - startedAt)
      log.info({ method: path.slice(1), code, ms }, 'call')
      reply(failure, response)
    })

  async function answer(call: Call) {
    // A server that hung finds calls that nobody waits for any more. Their cancellation comes right behind them, and
    // has been read a turn later.
    await nextTurn()
    if (endOf(call)) throw new AppError('unavailable', 'the caller has given up')
    return responseSerialize(await handle(read(call.request)))
  }

  function read(bytes: Buffer): object {
    try {
      return requestDeserialize(bytes)
    } catch (cause) {
      throw new AppError('invalid', 'the request cannot be read', { cause })
    }
  }

  function report(error: unknown): AppError {
    const failure = failureOf(error)
    if (failure.kind === 'unavailable') log.warn({ err: failure.cause }, failure.message)
    if (failure.kind === 'internal') log.error({ err: failure.cause }, 'unexpected error')
    return failure
  }
}

function inContextOf(call: Call, work: () => Promise<void>): void {
  const [id = ''] = call.metadata.get(requestIdHeader)
  underRequestId(String(id), () => withDeadline(Number(call.getDeadline()), () => void work()))
}
