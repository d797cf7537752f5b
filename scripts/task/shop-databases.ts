// The databases of a shop. Those of a test have names of their own and are dropped with it.
import { randomBytes } from 'node:crypto'
import { createDatabase, dropDatabase, hasDatabase } from '../infra/databases.ts'
import { hasTemplates, makeTemplates, templateNameOf } from '../infra/templates.ts'
import type { Phase } from '../phases.ts'

export type ShopDatabases = AsyncDisposable & {
  /** By the name that the phase knows. A former one that is not there has none. */
  urls: Record<string, string>
  /** Copied from those of an earlier shop of this run: there is nothing left to migrate, to seed or to move. */
  areMigrated: boolean
  /** Has later shops of this run copy them, as they are now. */
  keep(): Promise<void>
}

export async function openDatabases(
  phase: Phase,
  postgresUrl: string,
  { isForTest, adopt }: { isForTest: boolean; adopt: Record<string, string> },
): Promise<ShopDatabases> {
  const prefix = isForTest ? `test_${randomBytes(5).toString('hex')}_` : ''
  const urls = { ...adopt }
  const isNew = isForTest && Object.keys(adopt).length === 0
  const keptName = (name: string) => `${phase.folder}_${name}`
  const names = Object.keys(phase.databases)
  const areMigrated = isNew && (await hasTemplates(postgresUrl, names.map(keptName)))
  await using building = new AsyncDisposableStack()
  for (const [name, role] of Object.entries(phase.databases)) {
    if (urls[name]) continue
    const template = areMigrated ? templateNameOf(keptName(name)) : undefined
    urls[name] = await createDatabase(postgresUrl, prefix + name, role, template)
    if (isForTest) building.defer(() => dropDatabase(postgresUrl, prefix + name))
  }
  for (const [name, role] of Object.entries(phase.formerDatabases ?? {})) {
    const isThere = !isForTest && !urls[name] && (await hasDatabase(postgresUrl, name))
    if (isThere) urls[name] = await createDatabase(postgresUrl, name, role)
  }
  async function keep() {
    const sources = names.map((name) => [keptName(name), prefix + name])
    if (isNew) await makeTemplates(postgresUrl, Object.fromEntries(sources))
  }
  const open = building.move()
  return { urls, areMigrated, keep, [Symbol.asyncDispose]: () => open.disposeAsync() }
}

/** The former ones too: else what is in them would be taken over once more. */
export async function dropDatabases(
  { databases, formerDatabases }: Phase,
  postgresUrl: string,
): Promise<void> {
  const all = { ...databases, ...formerDatabases }
  for (const name of Object.keys(all)) await dropDatabase(postgresUrl, name)
}
