// A gRPC caller without manners: sends any bytes to any method, without limits, deadline or retries of its own.
import { Client, credentials, Metadata, status } from '@grpc/grpc-js'

type Answer = { code: status; details: string; bytes: Buffer | undefined }

const asItIs = (bytes: Buffer) => bytes

export function connectRaw(address: string) {
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.max_send_message_length': -1,
    'grpc.max_receive_message_length': -1,
  })

  /** Resolves with any status. The call comes along, to be cancelled. */
  function send(path: string, bytes: Buffer, headers: Record<string, string> = {}) {
    const { promise, resolve } = Promise.withResolvers<Answer>()
    const call = client.makeUnaryRequest(
      path,
      asItIs,
      asItIs,
      bytes,
      Metadata.fromHttp2Headers(headers),
      (error, answer) => {
        const { code, details } = error ?? { code: status.OK, details: '' }
        resolve({ code, details, bytes: answer })
      },
    )
    return Object.assign(promise, { call })
  }

  return { client, send, [Symbol.dispose]: () => client.close() }
}
