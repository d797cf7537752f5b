// A whole shop in memory, with the real rules of sagas: customers, replicas that are killed, partners that forget
// nothing but what they had in memory, and wires that lose, repeat, delay and reorder. One seed is one course of
// events, so what was found once is found again. This file is the shop; saga-invariants.ts says what must be true of it.
import { advance } from '../saga.ts'
import { problemsOf } from './saga-invariants.ts'
import {
  type Book,
  type Facts,
  type Line,
  makeCart,
  makeStock,
  type World,
} from './simulated-cart.ts'
import { type Clock, makeClock } from './simulated-clock.ts'
import { makePayment } from './simulated-payment.ts'
import { makeProcess, pause, type Process, type Task, type Weather } from './simulated-process.ts'
import { makeOrders } from './simulated-runner.ts'
import { allSafe, type Safeties } from './simulated-safeties.ts'
import { makeWires, type Message } from './simulated-wires.ts'

export type Shop = ReturnType<typeof openShop>
type Sabotage = { safeties?: Partial<Safeties>; advance?: typeof advance }
export type Course = { seed: number; shop: Shop; problems: string[]; lines: string[] }

const [products, customers, mostOrders] = [['mug', 'pot'], ['ann', 'bob', 'eve'], 6]
const cards = ['good', 'good', 'slow', 'flaky', 'declined'] as const
/** Long enough for everything to be tried again once everybody is back. */
const patienceMs = 10 * 60_000
/** Ten times what the longest course needs. */
const mostEvents = 50_000

/** The same for the same seed, always. */
export function simulate(seed: number, sabotage: Sabotage = {}): Course {
  const shop = openShop(seed, sabotage)
  const { clock, weather, isQuiet } = shop
  clock.run(isQuiet, weather.stormMs + patienceMs, mostEvents)
  return { seed, shop, problems: problemsOf(shop), lines: clock.lines }
}

/** For humans. */
export const tell = ({ seed, problems, lines }: Course): string =>
  [`SIM_SEED=${seed} SIM_RUNS=1 shows it again`, ...problems, 'What happened:', ...lines].join('\n')

function openShop(seed: number, sabotage: Sabotage) {
  const clock = makeClock(seed)
  const weather: Weather = {
    stormMs: clock.between(3_000, 30_000),
    crash: clock.pick([0, 0.005, 0.02, 0.05]),
    hang: clock.pick([0, 0, 0.02]),
    lost: clock.pick([0, 0.05, 0.2]),
    twice: clock.pick([0, 0.1, 0.3]),
    late: clock.pick([0, 0.1, 0.3]),
  }
  const safeties = { ...allSafe, ...sabotage.safeties }
  const wires = makeWires(clock, weather, safeties)
  const book: Book = new Map()
  const world: World = { clock, weather, wires, safeties, book }

  const lines = customers.flatMap((userId) =>
    products.map((productId): Line => ({ userId, productId, reservedBy: null, isBought: false })),
  )
  const cart = makeCart(world, lines)
  const initialStock = new Map(products.map((productId) => [productId, clock.between(1, 8)]))
  const stock = makeStock(world, new Map(initialStock))
  const payment = makePayment(world)
  const reports = makeReports(world)
  const orders = makeOrders(
    world,
    { stock, payment },
    {
      advance: sabotage.advance ?? advance,
      deadlineMs: clock.pick([3_000, 20_000, 60_000]),
      replicas: clock.between(1, 3),
    },
  )

  const home = makeProcess(clock, { ...weather, stormMs: 0 }, 'customers', shopping)
  const request = (name: string, handle: (by: Process) => Task<true>) =>
    untilAnswered(clock, () => {
      const replica = clock.pick(orders.processes)
      return wires.call(replica, name, () => handle(replica))
    })

  function* buy(userId: string, orderId: string): Task {
    yield* pause(clock, clock.between(1, 10_000))
    const chosen = cart.freeLines(userId).filter(() => clock.chance(0.8))
    if (chosen.length === 0) return
    book.set(orderId, factsOf(clock, userId, chosen))
    yield* request(`place ${orderId}`, (by) => orders.place(by, orderId))
    for (let cancels = clock.pick([0, 0, 1, 2]); cancels > 0; cancels -= 1) {
      yield* pause(clock, clock.between(1, 20_000))
      yield* request(`cancel ${orderId}`, (by) => orders.cancel(by, orderId))
    }
  }

  function shopping(): Task[] {
    const numbers = Array.from({ length: mostOrders }, (_, at) => at + 1)
    return numbers.map((number) => buy(clock.pick(customers), `order-${number}`))
  }

  const isQuiet = () => [orders, cart, payment].every((service) => service.isQuiet())
  return {
    clock,
    weather,
    book,
    cart,
    initialStock,
    stock,
    payment,
    reports,
    orders,
    home,
    isQuiet,
  }
}

function factsOf(clock: Clock, userId: string, chosen: Line[]): Facts {
  const lines = chosen.map(({ productId }) => ({ productId, quantity: clock.between(1, 2) }))
  const totalCents = 900 * lines.reduce((total, { quantity }) => total + quantity, 0)
  return { userId, lines, totalCents, card: clock.pick(cards) }
}

function* untilAnswered(clock: Clock, ask: () => Task<true | undefined>): Task {
  while (!(yield* ask())) yield* pause(clock, 500)
}

/** Counts what it is told, as analytics-service does. */
function makeReports({ clock, weather, wires, safeties, book }: World) {
  const inbox = new Set<string>()
  const counts = { 'order.completed': 0, 'order.failed': 0, 'order.cancelled': 0, revenueCents: 0 }

  function* handle({ id, type, orderId }: Message): Task {
    for (let effects = 0; effects < 3; effects += 1) yield* pause(clock) // as a consumer and its database take
    if (inbox.has(id)) return
    if (safeties.inbox) inbox.add(id)
    counts[type as 'order.completed'] += 1
    if (type === 'order.completed') counts.revenueCents += book.get(orderId)!.totalCents
    yield* pause(clock)
  }

  const process = makeProcess(clock, weather, 'reports', () => [])
  wires.consume('reports', { processes: [process], handle })
  return counts
}
