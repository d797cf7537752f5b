// cart-service and product-service of a simulation, as far as a checkout knows them: what they hold is held by order.
import type { Clock } from './simulated-clock.ts'
import { makeOutbox } from './simulated-outbox.ts'
import { makeProcess, pause, type Process, type Task, type Weather } from './simulated-process.ts'
import type { Safeties } from './simulated-safeties.ts'
import type { Message, Wires } from './simulated-wires.ts'

/** What was ordered: it never changes, so everybody may know it. */
export type Facts = {
  userId: string
  lines: { productId: string; quantity: number }[]
  totalCents: number
  card: 'good' | 'declined' | 'slow' | 'flaky'
}
export type Book = Map<string, Facts>
export type World = {
  clock: Clock
  weather: Weather
  wires: Wires
  safeties: Safeties
  book: Book
}

export type Line = {
  userId: string
  productId: string
  reservedBy: string | null
  isBought: boolean
}

export function makeCart({ clock, weather, wires, safeties, book }: World, lines: Line[]) {
  const outbox = makeOutbox(clock, wires, safeties, 'cart')
  const inbox = new Set<string>()
  const reservations = new Map<string, 'reserved' | 'released' | 'cleared'>()
  const linesOf = (orderId: string) => lines.filter(({ reservedBy }) => reservedBy === orderId)

  function reserve(orderId: string): boolean {
    const state = reservations.get(orderId)
    if (state === 'reserved') return true
    if (state && safeties.cartTombstone) return false
    const { userId, lines: wanted } = book.get(orderId)!
    const free = lines.filter((line) => line.userId === userId && isFree(line))
    const chosen = wanted.map((one) => free.find(({ productId }) => productId === one.productId))
    if (!chosen.every((line) => line !== undefined)) {
      end(orderId, 'released')
      return false
    }
    reservations.set(orderId, 'reserved')
    for (const line of chosen) line.reservedBy = orderId
    return true
  }

  function end(orderId: string, state: 'released' | 'cleared') {
    if ((reservations.get(orderId) ?? 'reserved') === 'reserved') reservations.set(orderId, state)
    for (const line of linesOf(orderId)) {
      line.reservedBy = null
      line.isBought = state === 'cleared'
    }
  }

  function act(type: string, orderId: string): string {
    if (type === 'reserve.items') return reserve(orderId) ? 'items.reserved' : 'items.refused'
    end(orderId, type === 'release.items' ? 'released' : 'cleared')
    return type === 'release.items' ? 'items.released' : 'cart.cleared'
  }

  function* handle({ id, type, orderId }: Message): Task {
    yield* pause(clock)
    if (!inbox.has(id)) {
      if (safeties.inbox) inbox.add(id)
      outbox.add('saga', act(type, orderId), orderId)
    }
    yield* pause(clock)
    yield* outbox.relayOnce(orderId)
  }

  const processes = [1, 2].map((at) =>
    makeProcess(clock, weather, `cart-${at}`, () => [outbox.relayForEver()]),
  )
  wires.consume('cart', { processes, handle })

  return {
    lines,
    freeLines: (userId: string) => lines.filter((line) => line.userId === userId && isFree(line)),
    isQuiet: outbox.isEmpty,
  }
}

const isFree = ({ reservedBy, isBought }: Line) => reservedBy === null && !isBought

export type Stock = ReturnType<typeof makeStock>

export function makeStock({ clock, weather, safeties, book }: World, left: Map<string, number>) {
  const holds = new Map<string, 'held' | 'released'>()
  const process: Process = makeProcess(clock, weather, 'product', () => [])
  const move = (orderId: string, sign: 1 | -1) => {
    for (const { productId, quantity } of book.get(orderId)!.lines) {
      left.set(productId, left.get(productId)! + sign * quantity)
    }
  }

  return {
    process,
    left,

    *hold(orderId: string): Task<boolean> {
      yield* pause(clock)
      const state = holds.get(orderId)
      if (state === 'held' && safeties.stockOnce) return true
      if (state === 'released' && safeties.stockTombstone) return false
      const { lines } = book.get(orderId)!
      if (lines.some(({ productId, quantity }) => left.get(productId)! < quantity)) return false
      holds.set(orderId, 'held')
      move(orderId, -1)
      yield* pause(clock)
      return true
    },

    *release(orderId: string): Task<true> {
      yield* pause(clock)
      const isHeld = holds.get(orderId) === 'held'
      holds.set(orderId, 'released')
      if (isHeld) move(orderId, 1)
      yield* pause(clock)
      return true
    },
  }
}
