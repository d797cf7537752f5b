// Things to take along.
import type { Shelf } from './shelf.ts'

export const outdoors: Shelf = {
  slug: 'outdoors',
  name: 'Outdoors',
  products: [
    {
      id: '0197ce77-3127-7f97-82ac-b5247848f8db',
      name: 'Two-person tent',
      description: 'Up in four minutes, dry in a gale, 1.9 kg.',
      priceCents: 32_900,
      stock: 20,
    },
    {
      id: '0197402c-40c5-7e5f-a415-0cee091d534b',
      name: 'Down sleeping bag, -5 °C',
      description: 'Traceable duck down and a zip that does not bite.',
      priceCents: 26_900,
      stock: 11,
    },
    {
      id: '0197f9e7-d84b-7d7a-b459-d6c89b829aee',
      name: 'Rucksack 28 l',
      description: 'Waxed canvas and leather that can be mended.',
      priceCents: 14_500,
      stock: 52,
    },
    {
      id: '019592db-7307-7e76-ba1d-8f94eed922bd',
      name: 'Steel bottle, 0.75 l',
      description: 'Cold for a day, hot for half of one.',
      priceCents: 2_490,
      stock: 380,
    },
    {
      id: '01971625-1455-71a8-8624-185938552604',
      name: 'Gas stove',
      description: 'Boils half a litre in three minutes and folds into a mug.',
      priceCents: 4_990,
      stock: 88,
    },
    {
      id: '0195d04f-a8b9-7424-87a9-beb2caa07da5',
      name: 'Titanium spork',
      description: 'Fifteen grams; lost by everyone, eventually.',
      priceCents: 1_290,
      stock: 290,
    },
    {
      id: '01979f10-3b4c-7ddd-af36-4446d270a14a',
      name: 'Head torch 🔦, 400 lm',
      description: 'With a red light, so that nobody else wakes up.',
      priceCents: 3_990,
      stock: 160,
    },
    {
      id: '01965f11-4520-7f49-bf01-4c2208079672',
      name: 'Map of the Jura, 1 : 50 000',
      description: 'Waterproof, with every hut, spring and bus stop.',
      priceCents: 1_690,
      stock: 120,
    },
    {
      id: '0196aa2d-aa6f-7844-af79-1409b2cd9bc0',
      name: 'Picnic rug',
      description: 'Wool above, waterproof below, room for four and a cake.',
      priceCents: 4_450,
      stock: 0,
    },
    {
      id: '01976a13-d876-76e6-a6ba-0ad9101f128e',
      name: 'Pocket knife',
      description: 'One blade, one corkscrew, no tweezers to lose.',
      priceCents: 3_300,
      stock: 265,
    },
    {
      id: '0196e6a2-201b-7111-8a8e-50d9853cb697',
      name: 'Wooden canoe “Fjällsjö”',
      description: 'Cedar strips over ash ribs, built to order, 27 kg.',
      priceCents: 239_000,
      stock: 0,
    },
    {
      id: '01961bd9-022f-7434-a290-ce4175db2b2c',
      name: 'Sit mat',
      description: 'Keeps you dry on wet rocks, walls and festival grass.',
      priceCents: 690,
      stock: 540,
    },
  ],
}
