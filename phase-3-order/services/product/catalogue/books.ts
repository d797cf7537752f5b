// Things to read.
import type { Shelf } from './shelf.ts'

export const books: Shelf = {
  slug: 'books',
  name: 'Books',
  products: [
    {
      id: '0195ee46-38fa-77ad-b411-cb39ee5b177d',
      name: 'The Art of the Small Service',
      description: 'What to cut out of a system first, and what to leave where it is.',
      priceCents: 3_290,
      stock: 250,
    },
    {
      id: '0195b06d-a911-7cd1-b92c-908d2e0a4d0b',
      name: 'Monoliths I Have Loved',
      description: 'Essays in defence of one process and one database.',
      priceCents: 2_450,
      stock: 205,
    },
    {
      id: '0196cd41-205e-7258-88a3-29565cf20436',
      name: 'The Idempotent Cook',
      description: 'Ninety recipes that come out the same however often you stir.',
      priceCents: 2_890,
      stock: 66,
    },
    {
      id: '01978b5a-e370-73f1-9db6-9db33ef5deb7',
      name: 'Über Straßen',
      description: 'A bicycle journey from Gießen to Fès, in German, with maps.',
      priceCents: 2_200,
      stock: 28,
    },
    {
      id: '0196883c-df35-7515-9172-c6d9006869d7',
      name: 'L’été à vélo',
      description: 'A novel in which nothing happens, beautifully, in French.',
      priceCents: 1_450,
      stock: 44,
    },
    {
      id: '0197097b-b02e-74f3-b55d-83420b746ce1',
      name: '日本の台所',
      description: 'Fifty Tokyo kitchens and the people who cook in them, in Japanese.',
      priceCents: 4_200,
      stock: 12,
    },
    {
      id: '019641cc-099c-7829-b533-1ba666a92e7e',
      name: 'Field Guide to Edible Weeds',
      description: 'Two hundred plants you have walked past, with photographs.',
      priceCents: 1_990,
      stock: 225,
    },
    {
      id: '01975b53-2314-7a71-8ec9-8c8a4d578169',
      name: 'The Pocket Atlas of Islands',
      description: 'Ninety-one places that nobody commutes to.',
      priceCents: 1_650,
      stock: 90,
    },
    {
      id: '01957aa3-b30f-7f17-8fcf-e8c6ba96d76b',
      name: 'Letters to a Young Archivist',
      description: 'On keeping things, and on throwing them away.',
      priceCents: 1_290,
      stock: 110,
    },
    {
      id: '019728c6-01a3-7545-b029-cdf3807bfb2e',
      name: 'Chess for the Patient',
      description: 'Slow endgames explained slowly.',
      priceCents: 1_790,
      stock: 0,
    },
    {
      id: '0197e3a2-b161-7a46-b7d4-47cd840d9792',
      name: 'Zen and the Art of the Rollback',
      description: 'A short book about going back without shame.',
      priceCents: 1_350,
      stock: 320,
    },
    {
      id: '0197b60a-b385-7dbd-8066-492785dcc121',
      name: 'First edition: “The Two Generals”',
      description: 'Signed by the author, slipcase a little worn.',
      priceCents: 48_000,
      stock: 1,
    },
  ],
}
