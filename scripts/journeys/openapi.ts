// The contract as data: docs/openapi.yaml, and which of its operations a request is.
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

type Ref = { $ref: string }
export type Schema = Record<string, unknown>
export type HeaderRule = { required?: boolean; schema: Schema }
export type ResponseRule = {
  headers?: Record<string, HeaderRule | Ref>
  content?: Record<string, { schema: Schema }>
}
type Responses = Record<string, ResponseRule | Ref>
type OperationRule = {
  security?: unknown[]
  requestBody?: unknown
  responses: Responses
  [key: string]: unknown
}
type Document = {
  paths: Record<string, Record<string, OperationRule>>
  components: { schemas: Record<string, Schema> }
  'x-everywhere': { 'any other path': Responses; 'any other method': Responses }
}

/** `path` is the template, as `/orders/{id}`. */
export type Operation = {
  method: string
  path: string
  needsToken: boolean
  takesJson: boolean
  responses: Responses
}

const file = new URL('../../docs/openapi.yaml', import.meta.url)
// References to schemas become their bare names, by which the validator knows them.
const text = JSON.stringify(parse(readFileSync(file, 'utf8')))
const document = JSON.parse(text.replaceAll('"#/components/schemas/', '"')) as Document

export const schemas = document.components.schemas
export const paths = Object.keys(document.paths)

const methods = ['get', 'put', 'post', 'delete', 'patch', 'head', 'options']

export const operations: Operation[] = paths.flatMap((path) =>
  Object.entries(document.paths[path]!)
    .filter(([method]) => methods.includes(method))
    .map(([method, { security, requestBody, responses }]) => ({
      method: method.toUpperCase(),
      path,
      needsToken: security === undefined,
      takesJson: requestBody !== undefined,
      responses,
    })),
)

/** The answers that the document allows for a request, also for one that no operation is for. */
export function responsesFor(method: string, path: string): Responses {
  const template = paths.find((candidate) => matches(candidate, path))
  if (!template) return document['x-everywhere']['any other path']
  const operation = operations.find((one) => one.path === template && one.method === method)
  return operation?.responses ?? document['x-everywhere']['any other method']
}

/** A path of the document as an address, with something in place of its parameters. */
export const fillIn = (path: string, value: string) => path.replaceAll(/\{\w+\}/g, value)

/** Follows `$ref` to what it stands for. */
export function resolve<Node extends object>(node: Node | Ref): Node {
  if (!('$ref' in node)) return node
  const steps = node.$ref.split('/').slice(1)
  return steps.reduce<unknown>((from, step) => (from as Schema)[step], document) as Node
}

function matches(template: string, path: string): boolean {
  const parts = path.split('/')
  const wanted = template.split('/')
  return (
    parts.length === wanted.length &&
    wanted.every((part, index) => part.startsWith('{') || part === parts[index])
  )
}
