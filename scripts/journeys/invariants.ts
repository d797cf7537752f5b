// What must hold whatever has happened, seen from outside: stock against orders, money against orders.
import { isDeepStrictEqual } from 'node:util'
import { allProducts } from './catalogue.ts'
import { isFinal } from './customer.ts'
import { ledger } from './ledger.ts'
import { moneySoFar, type Money } from './reports.ts'
import { until } from '../until.ts'

type Stock = { name: string; units: number }

const openingStock = new Map<string, Stock>()
let openingMoney: Money = { orders: 0, revenueCents: 0, refundedCents: 0 }

// Whoever imports this file has the books opened before the first scenario. Nobody else uses the shop from then on.
before(async function () {
  this.timeout('60s')
  for (const { id, name, stock } of await allProducts()) {
    openingStock.set(id, { name, units: stock })
  }
  openingMoney = await moneySoFar()
})

/** Products whose stock is not what it was at the start minus what completed orders took. */
export async function stockErrors(): Promise<string[]> {
  const products = await allProducts()
  return products.flatMap(({ id, name, stock }) => {
    const due = (openingStock.get(id)?.units ?? 0) - ledger.unitsSold(id)
    return stock === due ? [] : [`${name}: ${stock} in stock, should be ${due}`]
  })
}

/** Waits until all orders are settled and the stock fits them; hands back what never came right. */
export async function comeToRest(): Promise<string[]> {
  const stuck: string[] = []
  for (const { order, owner } of ledger.withStatus('pending', 'cancelling')) {
    const read = () => owner.getOrder(order.id)
    await until(`order ${order.id} is settled`, read, isFinal).catch((error: Error) => {
      stuck.push(error.message)
      ledger.forget(order)
    })
  }
  const errors = await until(
    'the stock is right',
    stockErrors,
    (found) => found.length === 0,
  ).catch(stockErrors)
  if (errors.length > 0) await acceptStock()
  return [...stuck, ...errors]
}

// After an error has been told, go on from what is there: the next scenario is not to blame for it.
async function acceptStock() {
  for (const { id, name, stock } of await allProducts()) {
    openingStock.set(id, { name, units: stock + ledger.unitsSold(id) })
  }
}

/** Waits until the revenue report has gained what the ledger says, and nothing else. */
export async function moneyIsRight(): Promise<Money> {
  const earned = await ledger.money()
  const due = {
    orders: openingMoney.orders + earned.orders,
    revenueCents: openingMoney.revenueCents + earned.revenueCents,
    refundedCents: openingMoney.refundedCents + earned.refundedCents,
  }
  const isDue = (money: Money) => isDeepStrictEqual(money, due)
  return until(`the report says ${JSON.stringify(due)}`, moneySoFar, isDue)
}
