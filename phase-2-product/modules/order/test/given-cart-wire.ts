// What is between orders and the cart, for a spec: calls that do not arrive, answers that are lost, time that passes.
import type { CartClient } from '../../../contracts/cart-api.ts'
import { AppError } from '../../../shared/errors.ts'

type Method = keyof CartClient
type Run = <Result>(effect: () => Promise<Result>, method: Method) => Promise<Result>

/** The same client, each of whose calls is made by `run`. */
export const overWire = (carts: CartClient, run: Run): CartClient => ({
  getCart: (...args) => run(() => carts.getCart(...args), 'getCart'),
  getFreeLines: (...args) => run(() => carts.getFreeLines(...args), 'getFreeLines'),
  reserveCart: (...args) => run(() => carts.reserveCart(...args), 'reserveCart'),
  releaseCart: (...args) => run(() => carts.releaseCart(...args), 'releaseCart'),
  clearCart: (...args) => run(() => carts.clearCart(...args), 'clearCart'),
  countCarts: (...args) => run(() => carts.countCarts(...args), 'countCarts'),
})

type Trouble = {
  /** Calls that do not arrive. */
  unreachable?: Method[]
  /** Calls that arrive, and whose answer does not. */
  unanswered?: Method[]
  /** What happens just before a call arrives, once. */
  meanwhile?: Partial<Record<Method, () => Promise<unknown>>>
}

export function makeTroubledWire(carts: CartClient) {
  let trouble: Trouble = {}
  const calls: Method[] = []

  const run: Run = async (effect, method) => {
    calls.push(method)
    if (trouble.unreachable?.includes(method)) throw noAnswer()
    const meanwhile = trouble.meanwhile?.[method]
    delete trouble.meanwhile?.[method]
    await meanwhile?.()
    const result = await effect()
    if (trouble.unanswered?.includes(method)) throw noAnswer()
    return result
  }

  return {
    client: overWire(carts, run),
    /** Every call that was tried, oldest first. */
    calls,
    trouble: (wanted: Trouble) => void (trouble = wanted),
    calm: () => void (trouble = {}),
  }
}

const noAnswer = () => new AppError('unavailable', 'try again in a moment')
