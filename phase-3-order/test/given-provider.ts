// The card processor for a spec: the real one, over a clean database, as unreliable as the spec wants.
import { start } from '../../scripts/provider/start.ts'
import { createDatabase, dropDatabase } from '../../scripts/infra/databases.ts'
import { uniqueName } from './given-database.ts'

export type Behaviour = Partial<{
  latencyMs: number
  failNext: number
  loseNext: number
  down: boolean
}>
export type LedgerEntry = {
  key: string
  status: string
  capturedCents: number
  refundedCents: number
}

export async function givenProvider({ slowMs = 1_000 } = {}) {
  const postgresUrl = process.env['POSTGRES_URL'] ?? ''
  const name = uniqueName('provider')
  const databaseUrl = await createDatabase(postgresUrl, name, 'spec')
  const provider = await start({ port: 0, databaseUrl, slowMs, logLevel: 'silent' })
  const url = `http://localhost:${provider.port}`

  return {
    url,
    async behave(behaviour: Behaviour) {
      const headers = { 'content-type': 'application/json' }
      await fetch(`${url}/behaviour`, { method: 'PUT', headers, body: JSON.stringify(behaviour) })
    },
    calm: () => fetch(`${url}/behaviour`, { method: 'DELETE' }),
    async ledger(): Promise<LedgerEntry[]> {
      const response = await fetch(`${url}/ledger`)
      return ((await response.json()) as { items: LedgerEntry[] }).items
    },
    async close() {
      await provider[Symbol.asyncDispose]()
      await dropDatabase(postgresUrl, name)
    },
  }
}
