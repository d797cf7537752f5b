// The databases of a shop. Those of a test have names of their own and are dropped with it.
import { randomBytes } from 'node:crypto'
import { createDatabase, dropDatabase } from '../infra/databases.ts'
import type { Phase } from '../phases.ts'

export type ShopDatabases = AsyncDisposable & {
  /** By the name that the phase knows. */
  urls: Record<string, string>
}

export async function openDatabases(
  phase: Phase,
  postgresUrl: string,
  { isForTest, adopt }: { isForTest: boolean; adopt: Record<string, string> },
): Promise<ShopDatabases> {
  const prefix = isForTest ? `test_${randomBytes(5).toString('hex')}_` : ''
  const urls = { ...adopt }
  await using building = new AsyncDisposableStack()
  for (const [name, role] of Object.entries(phase.databases)) {
    if (urls[name]) continue
    urls[name] = await createDatabase(postgresUrl, prefix + name, role)
    if (isForTest) building.defer(() => dropDatabase(postgresUrl, prefix + name))
  }
  const open = building.move()
  return { urls, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

export async function dropDatabases({ databases }: Phase, postgresUrl: string) {
  for (const name of Object.keys(databases)) await dropDatabase(postgresUrl, name)
}
