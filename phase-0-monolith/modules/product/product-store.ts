// All SQL about the catalogue. What is about holding stock stands in a file of its own.
import type { Knex } from 'knex'
import type { Category, Product, ProductQuery } from '../../contracts/product-api.ts'
import type { Position } from './product-search.ts'

export type ProductRow = {
  id: string
  name: string
  description: string
  category: string
  price_cents: number
  currency: string
  stock: number
}
type CategoryRow = { slug: string; name: string }

const sorts = {
  name: { column: 'name', direction: 'asc', beyond: '>' },
  price_asc: { column: 'price_cents', direction: 'asc', beyond: '>' },
  price_desc: { column: 'price_cents', direction: 'desc', beyond: '<' },
  newest: { column: 'id', direction: 'desc', beyond: '<' },
} as const

/** From a position, not from an offset: what is inserted meanwhile shifts nothing. */
export async function findProducts(
  db: Knex,
  { category, q, sort }: Pick<ProductQuery, 'category' | 'q' | 'sort'>,
  after: Position | undefined,
  limit: number,
): Promise<Product[]> {
  const { column, direction, beyond } = sorts[sort]
  const rows = await db<ProductRow>('products')
    .where((product) => {
      if (category !== undefined) void product.where({ category })
      if (q !== undefined) void product.where(contains(q))
      if (after) void product.whereRaw(`(??, id) ${beyond} (?, ?)`, [column, ...after])
    })
    .orderBy([
      { column, order: direction },
      { column: 'id', order: direction },
    ])
    .limit(limit)
  return rows.map(toProduct)
}

export async function findProductsById(db: Knex, ids: string[]): Promise<Product[]> {
  const { rows } = await db.raw<{ rows: ProductRow[] }>(
    'select * from products where id = any(?)',
    [ids],
  )
  return rows.map(toProduct)
}

export async function findCategories(db: Knex): Promise<Category[]> {
  const { rows } = await db.raw<{ rows: Category[] }>(`
    select slug, categories.name, count(products.id) as products
    from categories left join products on category = slug
    group by slug
    order by categories.name, slug`)
  return rows
}

/** Adds the categories that are missing. */
export async function insertCategories(db: Knex, categories: CategoryRow[]): Promise<void> {
  await db<CategoryRow>('categories').insert(categories).onConflict('slug').ignore()
}

/** Adds the products that are missing; one that is there keeps its stock. */
export async function insertProducts(db: Knex, products: Product[]): Promise<void> {
  const rows = products.map(({ priceCents, ...product }) => ({
    ...product,
    price_cents: priceCents,
  }))
  await db<ProductRow>('products').insert(rows).onConflict('id').ignore()
}

function contains(text: string) {
  const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return (product: Knex.QueryBuilder<ProductRow>) =>
    void product.whereILike('name', pattern).orWhereILike('description', pattern)
}

const toProduct = (row: ProductRow): Product => ({
  id: row.id,
  name: row.name,
  description: row.description,
  category: row.category,
  priceCents: row.price_cents,
  currency: row.currency,
  stock: row.stock,
})
