// One request to the shop under test, wherever it runs. No answer gets past here that breaks the contract.
import assert from 'node:assert/strict'
import { breaches, type Answer } from './contract.ts'
import type { Problem } from './types.ts'

const address = process.env['JOURNEY_ADDRESS']?.replace(/\/$/, '')
if (!address) throw new Error('JOURNEY_ADDRESS is missing: the address of the shop to try')

const patienceMs = 30_000

export type Call = {
  token?: string
  headers?: Record<string, string>
  /** Sent as JSON. */
  json?: unknown
  /** Sent as it is, for what is not JSON or pretends to be. */
  raw?: string | Uint8Array<ArrayBuffer>
}

export async function call(method: string, path: string, options: Call = {}): Promise<Answer> {
  const { token, json, raw } = options
  const headers = new Headers(options.headers)
  if (token !== undefined) headers.set('authorization', `Bearer ${token}`)
  if (json !== undefined) headers.set('content-type', 'application/json')
  const body = json === undefined ? raw : JSON.stringify(json)
  const signal = AbortSignal.timeout(patienceMs)
  const response = await fetch(address + path, { method, headers, signal, ...(body && { body }) })

  const text = await response.text()
  const answer = { status: response.status, headers: response.headers, body: fromJson(text) }
  const [route = ''] = path.split('?')
  const wrong = breaches(method, route, answer)
  const what = `${method} ${path} broke the contract:\n${wrong.join('\n')}\n${excerpt(text)}`
  assert.ok(wrong.length === 0, what)
  return answer
}

/** The body of an answer that must have this status. */
export async function expectStatus<Body>(status: number, asked: Promise<Answer>): Promise<Body> {
  const answer = await asked
  const got = `expected ${status}, got ${answer.status}: ${excerpt(JSON.stringify(answer.body))}`
  assert.equal(answer.status, status, got)
  return answer.body as Body
}

/** The problem of an answer that must be this refusal. */
export async function expectRefusal(
  status: number,
  code: string,
  asked: Promise<Answer>,
): Promise<Problem> {
  const problem = await expectStatus<Problem>(status, asked)
  assert.equal(problem.code, code)
  return problem
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const excerpt = (text: string) => (text.length > 500 ? `${text.slice(0, 500)}…` : text)
