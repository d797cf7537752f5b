// What all processes of a shop use together. Pure.
import { sum } from './arithmetic.ts'
import { type Measured, others, serverNames } from './usage.ts'

/** Of its services: without servers, card processor and driver. */
export const ofServices = (amounts: Measured) =>
  totalOf(amounts, (name) => ![...serverNames, others, 'provider'].includes(name))
/** With the servers. */
export const ofShop = (amounts: Measured) =>
  totalOf(amounts, (name) => ![others, 'provider'].includes(name))

/** NaN where it was not measured. */
function totalOf(amounts: Measured, isMeant: (name: string) => boolean): number {
  if (!amounts) return NaN
  return sum(Object.entries(amounts).map(([name, amount]) => (isMeant(name) ? amount : 0)))
}
