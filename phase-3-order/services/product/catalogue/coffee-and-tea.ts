// Things to drink, and what they are made with.
import type { Shelf } from './shelf.ts'

export const coffeeAndTea: Shelf = {
  slug: 'coffee-and-tea',
  name: 'Coffee & tea',
  products: [
    {
      id: '01956046-4bee-7804-95bc-15f826ddc309',
      name: 'House blend, 1 kg',
      description: 'Chocolate and hazelnut, roasted for people who drink it all day.',
      priceCents: 1_890,
      stock: 400,
    },
    {
      id: '0196e9b1-87ab-7b71-8194-202a7ca2628f',
      name: 'Café de olla spice mix',
      description: 'Cinnamon, clove and piloncillo for a pot of Mexican coffee.',
      priceCents: 690,
      stock: 220,
    },
    {
      id: '0197d7f8-0fd0-72ea-ab7d-19cc864b070d',
      name: 'Yirgacheffe, washed, 250 g',
      description: 'A light roast that tastes of bergamot and apricot.',
      priceCents: 1_150,
      stock: 85,
    },
    {
      id: '01959da7-2978-7bb4-a423-b47d81e4ca37',
      name: 'Decaf Excelso, 250 g',
      description: 'All of the evening and none of the insomnia.',
      priceCents: 1_090,
      stock: 60,
    },
    {
      id: '01966c9f-89cf-7eb9-8d3c-586aab325145',
      name: 'Sencha 煎茶, 100 g',
      description: 'Steamed spring leaves from Shizuoka, fresh as cut grass.',
      priceCents: 1_250,
      stock: 140,
    },
    {
      id: '0195e335-7007-7b1c-a872-8e4ff1f5c780',
      name: 'Gyokuro 玉露, 50 g',
      description: 'Shaded for three weeks, sweet and deep; brew it barely warm.',
      priceCents: 2_990,
      stock: 8,
    },
    {
      id: '0197a087-458b-7a05-ae41-4673c04c4ed2',
      name: 'Earl Grey, 20 bags',
      description: 'Black tea with real bergamot oil, in bags without plastic.',
      priceCents: 450,
      stock: 500,
    },
    {
      id: '01974b6d-cb85-74e4-b365-9073570206f7',
      name: 'Maté cocido, 500 g',
      description: 'Dried without smoke, mild enough for the first cup of your life.',
      priceCents: 790,
      stock: 95,
    },
    {
      id: '01977bc1-bf83-7c89-b868-55a5fc56c8ed',
      name: 'Moka pot, 3 cups',
      description: 'Aluminium, eight sides, unchanged since your grandmother.',
      priceCents: 2_490,
      stock: 70,
    },
    {
      id: '01962d0a-fc03-7525-9811-68ab7274c06f',
      name: 'Pour-over dripper',
      description: 'White porcelain with spiral ribs; takes size 02 filters.',
      priceCents: 2_200,
      stock: 210,
    },
    {
      id: '0196b456-cc6c-7105-8ce2-6774a7f62715',
      name: 'Paper filters 02, 100 pieces',
      description: 'Oxygen-bleached, so that you taste the coffee only.',
      priceCents: 390,
      stock: 900,
    },
    {
      id: '0197244f-6a11-70d7-954e-5d1197c9a524',
      name: 'Espresso machine “Lucía”',
      description: 'One group, two boilers, walnut handles, and thirty years of spare parts.',
      priceCents: 249_900,
      stock: 1,
    },
  ],
}
