// The catalogue that every demonstration of the shop begins with: the same ids in every phase.
import type { Knex } from 'knex'
import { currency } from '../../contracts/money.ts'
import { books } from './catalogue/books.ts'
import { coffeeAndTea } from './catalogue/coffee-and-tea.ts'
import { home } from './catalogue/home.ts'
import { kitchen } from './catalogue/kitchen.ts'
import { outdoors } from './catalogue/outdoors.ts'
import { stationery } from './catalogue/stationery.ts'
import { insertCategories, insertProducts } from './product-store.ts'

const shelves = [books, coffeeAndTea, home, kitchen, outdoors, stationery]

/** Adds what is missing; a product that is there keeps its price and stock. */
export async function seedProducts(db: Knex): Promise<void> {
  await insertCategories(
    db,
    shelves.map(({ slug, name }) => ({ slug, name })),
  )
  await insertProducts(
    db,
    shelves.flatMap(({ slug, products }) =>
      products.map((product) => ({ ...product, category: slug, currency })),
    ),
  )
}
