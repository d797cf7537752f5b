// Builds a card processor over a database of its own, and the calls that specs make to it.
import { randomUUID } from 'node:crypto'
import { createDatabase, dropDatabase } from '../../infra/databases.ts'
import { start } from '../start.ts'

/** A clean database for one spec file. */
export async function givenDatabase() {
  const administrator = process.env['POSTGRES_URL']
  if (!administrator) throw new Error('POSTGRES_URL is missing: run this by npm test')
  const name = `provider_${randomUUID().slice(0, 8)}`
  const url = await createDatabase(administrator, name, 'provider')
  return { url, [Symbol.asyncDispose]: () => dropDatabase(administrator, name) }
}

/** The processor inside this process, on a free port, with slow charges that take `slowMs`. */
export async function givenProvider(databaseUrl: string, slowMs = 1_500) {
  const provider = await start({ port: 0, databaseUrl, slowMs, logLevel: 'error' })
  const calls = callsTo(`http://localhost:${provider.port}`)
  return { ...calls, slowMs, [Symbol.asyncDispose]: () => provider[Symbol.asyncDispose]() }
}

type Entry = { key: string; status: string; capturedCents: number; refundedCents: number }
type Body = {
  status: string
  amountCents: number
  code: string
  errors: { path: string }[]
  items: Entry[]
}

export function callsTo(address: string) {
  async function call(method: string, path: string, body?: unknown, key?: string) {
    const response = await fetch(address + path, {
      method,
      headers: { 'content-type': 'application/json', ...(key && { 'idempotency-key': key }) },
      body: body === undefined ? null : JSON.stringify(body),
    })
    const { status, headers } = response
    return { status, headers, body: (await response.json()) as Body }
  }

  /** 1500 cents, unless the spec says otherwise. */
  const charge = (key: string, paymentMethod: string, change: object = {}) =>
    call('POST', '/charges', { amountCents: 1500, currency: 'EUR', paymentMethod, ...change }, key)

  const refund = (key: string, chargeKey: string, amountCents = 1500) =>
    call('POST', '/refunds', { chargeKey, amountCents }, key)

  const behave = (behaviour: object) => call('PUT', '/behaviour', behaviour)

  /** What the ledger says about one charge, for example "captured 1500 - 0". */
  async function ledger(key: string): Promise<string> {
    const { body } = await call('GET', `/ledger?key=${key}`)
    const lines = body.items.map(
      ({ status, capturedCents, refundedCents }) => `${status} ${capturedCents} - ${refundedCents}`,
    )
    return lines.join(', ') || 'nothing'
  }

  async function ledgerBecomes(key: string, wanted: string) {
    const deadline = Date.now() + 5_000
    for (let said = ''; said !== wanted; said = await ledger(key)) {
      if (Date.now() > deadline) throw new Error(`the ledger says "${said}", not "${wanted}"`)
    }
  }

  return { address, call, charge, refund, behave, ledger, ledgerBecomes }
}

/** As many calls at once as wanted. */
export const atOnce = <Result>(count: number, call: (index: number) => Promise<Result>) =>
  Promise.all(Array.from({ length: count }, (_, index) => call(index)))
