// Things to live with.
import type { Shelf } from './shelf.ts'

export const home: Shelf = {
  slug: 'home',
  name: 'Home',
  products: [
    {
      id: '01958be2-82a2-75b7-a084-1c34811aacc4',
      name: 'Wool blanket “Señorío”',
      description: 'Merino from the Sierra de Cameros, woven on narrow looms.',
      priceCents: 11_900,
      stock: 42,
    },
    {
      id: '019714f3-5fc7-7250-8ac5-658e602913a4',
      name: 'Linen duvet cover, 140 × 200',
      description: 'Stone-washed, cool in July and warm in January.',
      priceCents: 12_900,
      stock: 24,
    },
    {
      id: '01960c5d-c922-7223-a6ae-a6abb26b641d',
      name: 'Beeswax candle',
      description: 'Burns nine hours and smells of summer.',
      priceCents: 790,
      stock: 450,
    },
    {
      id: '0196dbf2-aba6-7228-80dd-4532d2357a59',
      name: 'Reading lamp, brass',
      description: 'Bends where the page is and stays where you left it.',
      priceCents: 14_900,
      stock: 15,
    },
    {
      id: '01973164-8b94-78f8-9e10-3017e612c7c6',
      name: 'Cushion cover, indigo',
      description: 'Hand-dyed cotton; no two have the same sky.',
      priceCents: 2_900,
      stock: 77,
    },
    {
      id: '0195bd82-c1be-762d-91ad-fa2c91ab6881',
      name: 'Oak stool',
      description: 'Three legs, so that it never wobbles.',
      priceCents: 9_800,
      stock: 18,
    },
    {
      id: '019768c3-6fc3-7361-9759-b54314980644',
      name: 'Hand-knotted Kilim, 2 × 3 m',
      description: 'Eight months of one weaver’s work in madder and walnut.',
      priceCents: 189_000,
      stock: 2,
    },
    {
      id: '01979bc4-7550-77b9-87f6-d7faaecb92e4',
      name: 'Wall clock',
      description: 'A silent movement and numerals you can read without glasses.',
      priceCents: 4_900,
      stock: 58,
    },
    {
      id: '0197ef8e-2530-73c5-bc38-3bf6301e82c3',
      name: 'Door mat, coir',
      description: 'Stops the mud of four boots and one dog.',
      priceCents: 2_450,
      stock: 215,
    },
    {
      id: '01965c39-2a1e-728b-9e5e-21c59739d29b',
      name: 'Laundry basket, willow',
      description: 'Woven in Lichtenfels with a cotton lining.',
      priceCents: 5_900,
      stock: 0,
    },
    {
      id: '0197c746-4e4b-7113-a862-0f943787e465',
      name: 'Vase, blown glass',
      description: 'Green as a bottle because it was one.',
      priceCents: 3_450,
      stock: 31,
    },
    {
      id: '0196a143-a2d2-7eb1-a6ce-78fad90018db',
      name: 'Hot-water bottle',
      description: 'Knitted cover with a pocket for cold hands.',
      priceCents: 1_990,
      stock: 245,
    },
  ],
}
