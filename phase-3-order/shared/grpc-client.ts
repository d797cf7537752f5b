// Calls one service: with a deadline and a request id, and again where that does no harm.
import { Client, credentials, Metadata, status } from '@grpc/grpc-js'
import type { Registry } from 'prom-client'
import { deadlineWithin } from './deadline.ts'
import { channelOptions } from './grpc-channel.ts'
import { fromStatus } from './grpc-errors.ts'
import { timeCalls } from './grpc-metrics.ts'
import type { Message, MethodName, Methods } from './grpc.ts'
import { requestId, requestIdHeader } from './request-id.ts'

type Options<Definition> = {
  /** host:port */
  address: string
  registry: Registry
  /** For one call with all its retries. */
  timeoutMs?: number
  /** Methods that are asked again without more ado, after UNAVAILABLE. */
  idempotent?: MethodName<Definition>[]
}
export type GrpcClient<Definition> = Disposable & {
  /** Errors: as the handler threw them; unavailable where no answer came, and then it may have been done. */
  call<Name extends MethodName<Definition>>(
    name: Name,
    request: Message<Definition, Name, 'request'>,
  ): Promise<Message<Definition, Name, 'answer'>>
}

/** One channel to one service. It connects when it is called, and anew when it has to: nobody waits for the other. */
export function connectGrpc<Definition>(
  definition: Definition,
  { address, registry, timeoutMs = 5_000, idempotent = [] }: Options<Definition>,
): GrpcClient<Definition> {
  const methods = definition as Methods
  const repeatable = idempotent.map((name) => methods[name]!.path)
  const client = new Client(address, credentials.createInsecure(), channelOptions(repeatable))
  const startTimer = timeCalls(registry)

  function ask(name: string, request: object): Promise<object> {
    const { path, requestSerialize, responseDeserialize } = methods[name]!
    const metadata = new Metadata()
    const id = requestId()
    if (id) metadata.set(requestIdHeader, id)
    const options = { deadline: deadlineWithin(timeoutMs) }
    const { promise, resolve, reject } = Promise.withResolvers<object>()
    const stop = startTimer(path)
    client.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      metadata,
      options,
      (error, answer) => {
        stop(error?.code ?? status.OK)
        if (error) reject(fromStatus(error))
        else resolve(answer!)
      },
    )
    return promise
  }

  return {
    call: async (name, request) =>
      (await ask(name, request as object)) as Message<Definition, typeof name, 'answer'>,
    [Symbol.dispose]: () => client.close(),
  }
}
