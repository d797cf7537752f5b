// Where a page of the catalogue starts and ends. A cursor says after which product, and for which query.
import { z } from 'zod'
import type { Page } from '../../contracts/page.ts'
import type { Product, ProductQuery } from '../../contracts/product-api.ts'
import { decodeCursor, encodeCursor } from '../../shared/cursor.ts'
import { text } from '../../shared/validate.ts'

/** The last product of the page before: what it is sorted by, then its id. */
export type Position = [key: string | number, id: string]

const keys = {
  name: { of: ({ name }: Product) => name, schema: text(1, 1000) },
  price_asc: { of: ({ priceCents }: Product) => priceCents, schema: z.int() },
  price_desc: { of: ({ priceCents }: Product) => priceCents, schema: z.int() },
  newest: { of: ({ id }: Product) => id, schema: z.uuid() }, // a UUIDv7 begins with its time
}

export function startOf(query: ProductQuery): Position | undefined {
  if (query.cursor === undefined) return undefined
  const { schema } = keys[query.sort]
  const cursor = z.object({ query: z.literal(identity(query)), after: z.tuple([schema, z.uuid()]) })
  return decodeCursor(cursor, query.cursor).after
}

/** `found` has one product more than the page, if there are more. */
export function toPage(query: ProductQuery, found: Product[]): Page<Product> {
  const items = found.slice(0, query.limit)
  const last = items.at(-1)
  if (!last || found.length === items.length) return { items, nextCursor: null }
  const after: Position = [keys[query.sort].of(last), last.id]
  return { items, nextCursor: encodeCursor({ query: identity(query), after }) }
}

const identity = ({ sort, category, q }: ProductQuery) => JSON.stringify([sort, category, q])
