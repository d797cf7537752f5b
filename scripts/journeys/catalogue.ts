// The catalogue as the suite uses it: all of it, or products that suit a scenario.
import assert from 'node:assert/strict'
import { call, expectStatus } from './http.ts'
import type { Page, Product } from './types.ts'
import { until } from '../until.ts'

export type ProductQuery = Partial<Record<'category' | 'q' | 'sort' | 'cursor', string>> & {
  limit?: number
}

export const listProducts = (query: ProductQuery = {}): Promise<Page<Product>> =>
  expectStatus(200, call('GET', `/products${queryString(query)}`))

export const getProduct = (id: string): Promise<Product> =>
  expectStatus(200, call('GET', `/products/${id}`))

export const stockOf = async ({ id }: Product): Promise<number> => (await getProduct(id)).stock

/** Waits until the shelf shows this stock: it may do so a moment after the order. */
export const untilStock = (product: Product, units: number): Promise<number> =>
  until(
    `${product.name} has a stock of ${units}`,
    () => stockOf(product),
    (stock) => stock === units,
  )

/** Every product that the query finds, from as many pages as it takes. */
export async function allProducts(query: ProductQuery = {}): Promise<Product[]> {
  const found: Product[] = []
  let cursor: string | null | undefined
  do {
    const page = await listProducts({ limit: 100, ...query, ...(cursor && { cursor }) })
    found.push(...page.items)
    cursor = page.nextCursor
  } while (cursor)
  return found
}

/** The products with the most stock, so that no run of the suite leaves one sold out. */
export async function plentiful(count: number, units = 200): Promise<Product[]> {
  const products = await allProducts()
  const most = products.toSorted((a, b) => b.stock - a.stock).slice(0, count)
  assert.ok(
    most.length === count && most.every(({ stock }) => stock >= units),
    `the shop needs ${count} products with ${units} units`,
  )
  return most
}

export const aProduct = async (): Promise<Product> => (await plentiful(1))[0]!

/** A product of which there are few. */
export async function scarce(min: number, max: number): Promise<Product> {
  const products = await allProducts()
  const found = products.find(({ stock }) => stock >= min && stock <= max)
  assert.ok(found, `the shop needs a product with ${min} to ${max} units`)
  return found
}

export function queryString(query: Record<string, string | number | undefined>): string {
  const entries = Object.entries(query).filter(([, value]) => value !== undefined)
  const texts = entries.map(([name, value]) => [name, String(value)])
  return entries.length > 0 ? `?${new URLSearchParams(texts).toString()}` : ''
}
