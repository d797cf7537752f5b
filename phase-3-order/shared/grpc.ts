// What both ends of a call share: the service as proto/ defines it, its types, and how large a message may be.
import { join } from 'node:path'
import type { ServiceDefinition } from '@grpc/grpc-js'
import { loadSync, type Long, type MethodDefinition } from '@grpc/proto-loader'
import { loaderOptions } from '../../proto/loader-options.ts'

const protoFolder = join(import.meta.dirname, '..', '..', 'proto')

/** In bytes. What is larger is RESOURCE_EXHAUSTED. */
export const mostBytes = { request: 64 * 1024, response: 1024 * 1024 }

/** The service of that full name, to be cast to its generated type. `protoFile` is relative to proto/. */
export function loadService(protoFile: string, name: string): ServiceDefinition {
  const service = loadSync(protoFile, { ...loaderOptions, includeDirs: [protoFolder] })[name]
  if (!service) throw new Error(`${protoFile} defines no ${name}`)
  return service as ServiceDefinition
}

/** By name. Of which types each is, only the generated definition knows. */
export type Methods = Record<string, MethodDefinition<object, object>>

/** The methods of the proto, without the "any string" that generated definitions inherit. */
export type MethodName<Definition> = string &
  keyof { [Name in keyof Definition as string extends Name ? never : Name]: unknown }

/** `request` and `response` as they are sent, `received` and `answer` as they arrive at the other end. */
export type Message<
  Definition,
  Name extends keyof Definition,
  Part extends 'request' | 'received' | 'response' | 'answer',
> =
  Definition[Name] extends MethodDefinition<
    infer Request,
    infer Response,
    infer Received,
    infer Answer
  >
    ? {
        request: Complete<Request>
        received: Received
        response: Complete<Response>
        answer: Answer
      }[Part]
    : never

/** proto3 lets every field be left out; then it arrives as zero. Here that is a mistake, so none may. */
type Complete<Type> = Type extends Long | Uint8Array
  ? Type
  : Type extends (infer Item)[]
    ? Complete<Item>[]
    : Type extends object
      ? { [Field in keyof Type]-?: Complete<Exclude<Type[Field], undefined>> }
      : Type
