// Whose tables there are, and whose of them a file names, read from the source: what tables.spec.ts looks at. A reader
// that is told of a name by anything but a literal sees nothing; so far nobody has a reason to do that.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Source = { path: string; text: string }
export type Mention = { path: string; owner: string; table: string; ownedBy: string[] }

/** What is in shared/ and contracts/ runs in every service, over that service's own database. */
const everybody = 'everybody'

const owners: [folder: string, owner: string][] = [
  ['services/auth/', 'auth-service'],
  ['services/cart/', 'cart-service'],
  ['services/product/', 'product-service'],
  ['services/order/', 'order-service'],
  ['services/payment/', 'payment-service'],
  ['services/analytics/', 'analytics-service'],
  ['services/order-projector/', 'order-projector'],
  ['services/gateway/', 'gateway'],
  ['shared/', everybody],
  ['contracts/', everybody],
  ['', 'nobody'], // what takes an older shop over stands beside them
]
const ownerOf = (path: string) => owners.find(([folder]) => path.startsWith(folder))![1]

/** Everything of the phase but its tests. */
export const readSources = (): Source[] => {
  const phase = join(import.meta.dirname, '..')
  return globSync('**/*.ts', { cwd: phase, exclude: ['**/test/**', '**/node_modules/**'] })
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(phase, path), 'utf8') }))
}

/** The tables that each owner makes in its migrations. */
export function findTables(sources: Source[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const { path, text } of sources) {
    for (const content of literalsOf(text)) {
      for (const [, table] of content.matchAll(/\bcreate table (?:if not exists )?(\w+)/g)) {
        const owner = ownerOf(path)
        if (!found.has(owner)) found.set(owner, new Set())
        found.get(owner)!.add(table!)
      }
    }
  }
  return found
}

/** Every place where a file names a table of anybody: of its owner's own, if there is one of that name. */
export function findMentions(sources: Source[]): Mention[] {
  const tables = findTables(sources)
  const ownersOf = (table: string) =>
    [...tables].filter(([, names]) => names.has(table)).map(([owner]) => owner)
  return sources.flatMap(({ path, text }) =>
    namesIn(text).flatMap((table) => {
      const ownedBy = ownersOf(table)
      return ownedBy.length > 0 ? [{ path, owner: ownerOf(path), table, ownedBy }] : []
    }),
  )
}

export const isForeign = ({ owner, ownedBy }: Mention): boolean =>
  !ownedBy.includes(owner) && !ownedBy.includes(everybody)

/** What may be the name of a table: in SQL by the word before it, for knex a literal of its own. */
function namesIn(text: string): string[] {
  const names = literalsOf(text).flatMap((content) => {
    const [, alone] = /^(\w+)(?: as \w+)?$/.exec(content) ?? []
    return alone ? [alone] : [...content.matchAll(place)].flatMap(([, list]) => split(list!))
  })
  return [...new Set(names)]
}

const name = String.raw`"?\w+"?(?: (?:as )?(?!on\b|set\b|where\b|join\b)\w+)?`
const place = new RegExp(
  String.raw`\b(?:from|join|into|update|references|truncate|table|using)\s+` +
    String.raw`(?:table |if (?:not )?exists |only |lateral )*(${name}(?:\s*,\s*${name})*)`,
  'gi',
)
const split = (list: string) => list.split(',').map((one) => /\w+/.exec(one)![0].toLowerCase())

/** The contents of all literals. Comments are passed over: they may say what they like. */
const literalsOf = (text: string): string[] =>
  [...text.matchAll(literal)].flatMap(([, ...contents]) => contents.find(Boolean) ?? [])
const literal =
  /\/\/.*|\/\*[^]*?\*\/|`((?:\\[^]|[^`\\])*)`|'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"/g
