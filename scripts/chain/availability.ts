// How often a checkout gets through while its partners hang now and then: in rounds, each partner hangs or does not,
// and some customers check out. Who is turned away comes back when the round is over, and no round ends before all is
// settled, so that none of it spills into the next.
import { audit } from '../faults/audit.ts'
import type { Crowd, Customer } from '../faults/crowd.ts'
import type { Servers } from '../infra/infra.ts'
import { getPhase } from '../phases.ts'
import type { Shop } from '../shop.ts'
import { until } from '../until.ts'
import { openShop } from './open-shop.ts'
import { outcomeOf, type Round } from './rounds.ts'

/** So long a process waits for one that hangs. */
export const patienceMs = 300
const env = {
  CART_TIMEOUT_MS: String(patienceMs),
  PRODUCT_TIMEOUT_MS: String(patienceMs),
  PAYMENT_TIMEOUT_MS: String(patienceMs),
}

export type Availability = {
  phase: number
  needs: string[]
  rounds: Round[]
  /** Customers who were told of an order. */
  promised: number
  /** Orders among them that the shop does not know any more, or has not brought to an end. */
  lost: number
}
/** `schedule`: the names that hang, round by round. Those that the phase does not need are as they always are. */
type Options = {
  schedule: string[][]
  warmUps: number
  customers: number
  onRound(done: number): void
}

export async function measureAvailability(
  phase: number,
  servers: Servers,
  { schedule, warmUps, customers: each, onRound }: Options,
): Promise<Availability> {
  const { checkoutNeeds: needs } = getPhase(phase)
  const size = warmUps + schedule.length * each
  await using opened = await openShop(phase, servers, { size, env })
  const { shop, crowd } = opened
  const late = crowd.customers.slice(warmUps)
  for (const customer of crowd.customers.slice(0, warmUps)) await settle(crowd, customer)

  const rounds: Round[] = []
  for (const [index, names] of schedule.entries()) {
    const down = names.filter((name) => needs.includes(name))
    const customers = late.slice(index * each, (index + 1) * each)
    const outcomes = await whileDown(shop, down, () =>
      Promise.all(customers.map((customer) => checkOut(crowd, customer))),
    )
    rounds.push({ down, outcomes })
    await Promise.all(down.map((name) => untilReady(shop.opsAddresses[name]!)))
    await Promise.all(customers.map((customer) => settle(crowd, customer)))
    onRound(rounds.length)
  }

  const lost = await countLost(crowd)
  if (lost === 0) await audit(crowd, shop)
  const promised = crowd.customers.filter(({ order }) => order).length
  return { phase, needs, rounds, promised, lost }
}

/** What is paused is resumed, whatever happens meanwhile. */
async function whileDown<Result>(shop: Shop, names: string[], work: () => Promise<Result>) {
  for (const name of names) shop.pause(name)
  try {
    return await work()
  } finally {
    for (const name of names) shop.resume(name)
  }
}

async function checkOut(crowd: Crowd, customer: Customer) {
  const answer = await crowd.checkOut(customer).catch(() => undefined) // no answer is none of those that we expect
  return outcomeOf(answer?.status, customer.order?.status)
}

const untilReady = (opsAddress: string) =>
  until(
    `${opsAddress} answers again`,
    async () => {
      const signal = AbortSignal.timeout(1_000)
      const answer = await fetch(`${opsAddress}/health/ready`, { signal }).catch(() => undefined)
      await answer?.body?.cancel()
      return answer?.ok ?? false
    },
    Boolean,
  )

/** Who has no order asks until there is one: that they get it shows that every process reaches the others again. */
async function settle(crowd: Crowd, customer: Customer) {
  if (!customer.order) await crowd.untilAnswered(customer)
  await crowd.untilFinal(customer)
  await crowd.untilFree(customer)
}

/** Asks the shop for every order that a customer was told of. */
async function countLost({ customers, listOrders }: Crowd): Promise<number> {
  const isFinal = ['completed', 'failed']
  let lost = 0
  for (const customer of customers) {
    if (!customer.order) continue
    const { items } = await listOrders(customer)
    const found = items.find(({ id }) => id === customer.order!.id)
    if (!found || !isFinal.includes(found.status)) lost += 1
  }
  return lost
}
