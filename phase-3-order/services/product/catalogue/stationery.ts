// Things to write with, and on.
import type { Shelf } from './shelf.ts'

export const stationery: Shelf = {
  slug: 'stationery',
  name: 'Stationery',
  products: [
    {
      id: '01964fea-57dd-7f23-96a8-44e9e619f287',
      name: 'Pencil HB',
      description: 'Cedar, hexagonal, sharpened once so that you may start now.',
      priceCents: 99,
      stock: 1200,
    },
    {
      id: '019767a7-32b1-7126-b3f9-b4b8a48b5eb7',
      name: 'Eraser',
      description: 'Soft vinyl that takes the line and leaves the paper.',
      priceCents: 129,
      stock: 800,
    },
    {
      id: '0197919c-835d-7809-9d13-9f8d82ae5223',
      name: 'Dotted notebook A5',
      description: 'Opens flat, 192 numbered pages, and the ink stays on its side.',
      priceCents: 1_590,
      stock: 420,
    },
    {
      id: '0197b7c0-e767-7f0e-b52b-2d730c363a73',
      name: 'Fountain pen “Océan”, fine',
      description: 'A steel nib that forgives; comes with a converter.',
      priceCents: 3_900,
      stock: 48,
    },
    {
      id: '01969991-53a7-7f86-a1bc-5b9799b63ead',
      name: 'Ink, Prussian blue, 30 ml',
      description: 'Dries dark, reads blue, and keeps for decades.',
      priceCents: 1_190,
      stock: 130,
    },
    {
      id: '01972c43-0db7-7ff5-b883-1ba941b150b4',
      name: 'Washi tape 和紙, 5 rolls',
      description: 'Rice-paper tape in five autumn colours; peels off walls.',
      priceCents: 850,
      stock: 275,
    },
    {
      id: '0195b736-d7f2-79fe-b940-3893690ab286',
      name: 'Brass ruler, 15 cm',
      description: 'Engraved on both edges and gets more beautiful with age.',
      priceCents: 1_450,
      stock: 65,
    },
    {
      id: '0196cf5e-2962-7925-aaf9-437186bca939',
      name: 'Sticky notes 🗒️, 12 pads',
      description: 'In the four colours of every workshop you remember.',
      priceCents: 990,
      stock: 600,
    },
    {
      id: '01958616-ccb0-7250-9704-842c81632326',
      name: 'Desk calendar',
      description: 'A page per day, with the phase of the moon.',
      priceCents: 1_690,
      stock: 0,
    },
    {
      id: '01971397-ab7a-7705-a607-db440c0fa5b4',
      name: 'Letter set, laid paper',
      description: 'Twenty sheets and envelopes for what is too long for a message.',
      priceCents: 1_250,
      stock: 100,
    },
    {
      id: '0197e7c2-9320-7b8d-b3ce-dbbf9513c9ac',
      name: 'Scissors, 21 cm',
      description: 'Forged in Solingen, for paper and for nothing else.',
      priceCents: 2_790,
      stock: 38,
    },
    {
      id: '0195f9cb-e1ba-7400-b238-0bfacfe590a0',
      name: 'Stapler, cast iron',
      description: 'Forty sheets without a sound; holds down blueprints as well.',
      priceCents: 3_600,
      stock: 5,
    },
  ],
}
