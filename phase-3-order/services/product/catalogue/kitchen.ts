// Things to cook with, and to eat from.
import type { Shelf } from './shelf.ts'

export const kitchen: Shelf = {
  slug: 'kitchen',
  name: 'Kitchen',
  products: [
    {
      id: '0197256b-b08d-75d5-af59-3a39da2746cb',
      name: 'Stoneware mug',
      description: 'Holds 350 ml and keeps them warm through one stand-up.',
      priceCents: 1_290,
      stock: 240,
    },
    {
      id: '0197a40e-0ba4-7be9-82bb-5948c9429347',
      name: 'Enamel mug',
      description: 'Survives the campfire, the dishwasher and the fall in between.',
      priceCents: 990,
      stock: 350,
    },
    {
      id: '0195a4e9-5f12-77e6-a248-10a3b4ed98ee',
      name: 'Chef’s knife, 20 cm',
      description: 'Carbon steel that takes an edge like glass and asks to be dried.',
      priceCents: 8_900,
      stock: 35,
    },
    {
      id: '0196f9ba-7cf3-72d4-a36b-210506df07bb',
      name: 'Santoku 三徳包丁, 17 cm',
      description: 'Three virtues in one blade: meat, fish and vegetables.',
      priceCents: 12_900,
      stock: 9,
    },
    {
      id: '0197e0dd-9d53-7ca3-8463-bfdbd419cfb4',
      name: 'Cast-iron skillet, 26 cm',
      description: 'Heavier than you expect and younger than it will ever be again.',
      priceCents: 4_590,
      stock: 55,
    },
    {
      id: '019631df-8c3d-7b36-9faf-753a9d7febd3',
      name: 'Copper saucepan, 1.5 l',
      description: 'Tin-lined and hand-hammered; melts chocolate without a water bath.',
      priceCents: 15_900,
      stock: 3,
    },
    {
      id: '01956e1e-2244-7dbf-90bf-5fab26f68b0c',
      name: 'Olive-wood spoon',
      description: 'Every grain is different, every one fits the hand.',
      priceCents: 850,
      stock: 260,
    },
    {
      id: '01974d26-48bb-7d08-8a65-75bbd1e022a3',
      name: 'Grater, fine',
      description: 'Etched steel for lemon zest, nutmeg and Parmesan.',
      priceCents: 1_590,
      stock: 180,
    },
    {
      id: '0196c4d0-fec7-70be-97a5-130a6d877e50',
      name: 'Bread tin, 900 g',
      description: 'Blued steel that browns the crust all around.',
      priceCents: 1_690,
      stock: 75,
    },
    {
      id: '0195e4f0-5d3e-7767-a62e-11c85e122f9a',
      name: 'Linen tea towel “Smörgås”',
      description: 'Dries glasses without lint and looks better each wash.',
      priceCents: 1_290,
      stock: 230,
    },
    {
      id: '01967bc0-75da-70f3-9b7c-9dd9532382c3',
      name: 'Sugar tongs, silver-plated',
      description: 'Found at the back of a drawer; there are no more.',
      priceCents: 3_400,
      stock: 1,
    },
    {
      id: '01977f8c-ae40-7a12-a77e-9d768811d524',
      name: 'Egg timer',
      description: 'Turns, ticks, rings, and needs no account.',
      priceCents: 1_150,
      stock: 310,
    },
  ],
}
