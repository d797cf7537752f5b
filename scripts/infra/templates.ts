// Databases to copy from, made once in a run of specs: a copy takes a fraction of the time that migrations take.
import { randomBytes } from 'node:crypto'
import { copyDatabase, databasesLike, dropDatabase } from './databases.ts'

/** By it, the processes of a run find each other's. Without it there are none. */
const runPrefix = () => process.env.TEMPLATE_PREFIX

export const templateNameOf = (name: string) => `${runPrefix()}${name}`

/** Has the processes of this run keep templates; disposed of, they are dropped. */
export function keepTemplates(postgresUrl: string): AsyncDisposable {
  if (runPrefix() || !postgresUrl) return { [Symbol.asyncDispose]: async () => {} } // a caller does
  const prefix = `template_${randomBytes(5).toString('hex')}_`
  process.env.TEMPLATE_PREFIX = prefix
  return {
    async [Symbol.asyncDispose]() {
      delete process.env.TEMPLATE_PREFIX
      for (const name of await databasesLike(postgresUrl, prefix)) {
        await dropDatabase(postgresUrl, name)
      }
    },
  }
}

/** All of them or none: whoever makes them makes one after the other. */
export async function hasTemplates(postgresUrl: string, names: string[]): Promise<boolean> {
  const prefix = runPrefix()
  if (!prefix) return false
  const there = new Set(await databasesLike(postgresUrl, prefix))
  return names.every((name) => there.has(templateNameOf(name)))
}

/** From databases that nobody is connected to. `sources`: by the name that the template will have. */
export async function makeTemplates(postgresUrl: string, sources: Record<string, string>) {
  if (!runPrefix()) return
  for (const [name, source] of Object.entries(sources)) {
    await copyDatabase(postgresUrl, source, templateNameOf(name))
  }
}
