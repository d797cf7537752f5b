// Which row of the routing table a request is for. Pure.
export type Route = { readonly path: string; readonly upstream: string }

/**
 * The longest path wins, by whole segments: `/cart` and `/cart/items` are under `/cart`, `/cartoon` is not.
 * `:id` stands for any one segment.
 *
 * The path is compared as it came: letter case does not matter, and nothing is decoded or resolved. The routers
 * of the upstreams (Express) read it in the same way, and they get it as it came. If the gateway were cleverer
 * than they are, `/cart/../orders` or `/%63art` could be one thing to it and another to them.
 */
export function makeFinder<Row extends Route>(rows: readonly Row[]) {
  const longestFirst = rows.toSorted((a, b) => b.path.length - a.path.length)
  const prefixes = longestFirst.map((row) => ({ row, parts: row.path.split('/') }))
  return (path: string): Row | undefined => {
    const segments = path.toLowerCase().split('/')
    return prefixes.find(({ parts }) => isUnder(parts, segments))?.row
  }
}

const isUnder = (parts: string[], segments: string[]) =>
  parts.every((part, at) => part === segments[at] || isAny(part, segments[at]))

const isAny = (part: string, segment = '') => part.startsWith(':') && segment !== ''
