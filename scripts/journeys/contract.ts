// Holds an answer of the shop against the contract. Whatever the document does not say is a breach.
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { resolve, responsesFor, schemas, type ResponseRule, type Schema } from './openapi.ts'

export type Answer = { status: number; headers: Headers; body: unknown }

const options = { strict: true, allowUnionTypes: true, allErrors: true } as const
const forBodies = new Ajv2020(options)
const forHeaders = new Ajv2020({ ...options, coerceTypes: true }) // a header is always text
for (const ajv of [forBodies, forHeaders]) {
  formats.default(ajv)
  for (const [name, schema] of Object.entries(schemas)) ajv.addSchema(schema, name)
}

/** What the answer does that the document does not allow; nothing if it keeps the contract. */
export function breaches(method: string, path: string, answer: Answer): string[] {
  const found = responsesFor(method, path)[answer.status]
  if (!found) return [`status ${answer.status} is not documented for it`]
  const rule = resolve<ResponseRule>(found)
  return [
    ...headerBreaches(rule, answer.headers),
    ...bodyBreaches(rule, answer),
    ...problemBreaches(answer),
  ]
}

function headerBreaches({ headers = {} }: ResponseRule, actual: Headers): string[] {
  return Object.entries(headers).flatMap(([name, ref]) => {
    const { required, schema } = resolve(ref)
    const value = actual.get(name)
    if (value === null) return required ? [`header ${name} is missing`] : []
    return violations(forHeaders, schema, value).map((what) => `header ${name}${what}`)
  })
}

function bodyBreaches({ content = {} }: ResponseRule, { headers, body }: Answer): string[] {
  const type = headers.get('content-type') ?? 'none'
  const rule = content[type.split(';')[0]!.trim()]
  if (!rule) return [`content type ${type} is not documented for it`]
  return violations(forBodies, rule.schema, body).map((what) => `body${what}`)
}

// What a schema cannot say: a problem repeats its status, its code and the request's id.
function problemBreaches({ status, headers, body }: Answer): string[] {
  if (status < 400) return []
  const problem = Object(body) as Record<string, unknown>
  const agree = [
    ['status', status],
    ['type', `https://shop.example/problems/${String(problem['code'])}`],
    ['requestId', headers.get('x-request-id')],
  ] as const
  return agree
    .filter(([name, expected]) => problem[name] !== expected)
    .map(([name, expected]) => `body/${name} should be ${expected}`)
}

function violations(ajv: Ajv2020, schema: Schema, value: unknown): string[] {
  const isValid = ajv.compile(schema)
  if (isValid(value)) return []
  return (isValid.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  )
}
