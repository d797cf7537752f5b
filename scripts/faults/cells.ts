// Where in a checkout a service is killed: in which story, which of the four that take part, at which of its effects,
// and whether before it or after it, when it has happened and the service has not heard of it. effects.ts has the names.
// Not here: gateway and auth-service, Kafka and its readers, and calls that change nothing but for a look at the cart.
import type { Moment } from './doom.ts'

export type Story = 'completed' | 'out_of_stock' | 'declined' | 'cancelled_early' | 'cancelled_late'
export type Participant = 'order-service' | 'cart-service' | 'product-service' | 'payment-service'
export type Cell = {
  story: Story
  participant: Participant
  /** A pattern. */
  effect: string
  /** Which of them, from 1. */
  at: number
  moment: Moment
}

const commit = 'sql commit'
/** A statement of several parts that commit together is named after its first one: the promise of a checkout, a saga's
 *  move, a charge that has ended, stock that is held or given back, what is done to a cart that is as it should be. */
const promised = 'sql with claimed'
const move = 'sql with asked'
const charged = 'sql with ended'
const held = 'sql with hold'
const released = 'sql with released'
const seen = 'sql with seen'
const publish = (to: string) => `publish \\S+ ${to}$`
const call = (method: string) => `call \\S*/${method}$`
/** Whoever is late finds it done by the loops, which go on with all that nobody has. */
const orLoop = (work: string) => `(${work}|loop)`
const order = orLoop('POST /orders')
const reserved = orLoop('items.reserved')
const declined = orLoop('payment.failed')
const cancel = 'POST \\S+/cancel'

/** A message that is handled, what it is answered with, and that it is done with. */
const handled = (type: string, written: string, told: string) => [
  `^${type} ${written}`,
  `^${orLoop(type)} ${publish(told)}`,
  `^${type} ack`,
]
/** Effects of the same name are so many in a row: each of them is a cell. */
const times = (effect: string, many: number) => Array.from({ length: many }, () => effect)
const moves = (work: string, many: number) => times(`^${work} ${move}`, many)

/** All undos are made one after another by whoever has turned the saga: `work` is what that one was doing. */
const undone = (work: string) => [
  ...undoneByCalls(work),
  `^${orLoop(work)} ${publish('cart.commands')}`,
  ...ended('items.released'),
]
const undoneByCalls = (work: string) => [
  `^${orLoop(work)} ${call('RefundPayment')}`,
  `^${orLoop(work)} ${call('ReleaseStock')}`,
]
const ended = (type: string) => [`^${type} ${move}`, `^${type} ack`]

const releasesStock = [`ReleaseStock ${released}`, 'ReleaseStock answer']
const refunds = ['RefundPayment sql insert into payments', 'RefundPayment answer']

type Row = [Story, Participant, string[]]
const rows: Row[] = [
  [
    'completed',
    'order-service',
    [
      `^POST /orders ${promised}`,
      `^POST /orders reply`,
      `^${order} ${publish('cart.commands')}`,
      // It is reserved, held, and promised to be paid.
      ...moves(reserved, 3),
      `^${reserved} ${call('HoldStock')}`,
      `^${reserved} ${call('CreatePayment')}`,
      '^items.reserved ack',
      ...handled('payment.confirmed', move, 'cart.commands'),
      ...ended('cart.cleared'),
    ],
  ],
  [
    'completed',
    'cart-service',
    [
      'GetFreeLines answer',
      ...handled('reserve.items', seen, 'items.reserved'),
      ...handled('clear.cart', seen, 'cart.cleared'),
    ],
  ],
  ['completed', 'product-service', [`HoldStock ${held}`, 'HoldStock answer']],
  [
    'completed',
    'payment-service',
    [
      'CreatePayment sql insert into "payments"',
      'CreatePayment answer',
      '^loop ask POST /charges',
      `^loop ${charged}`,
      `^loop ${publish('payment.confirmed')}`,
    ],
  ],
  [
    'out_of_stock',
    'order-service',
    [
      ...moves(reserved, 3),
      `^${reserved} ${call('HoldStock')}`,
      `^${reserved} ${call('ReleaseStock')}`,
      `^${reserved} ${publish('cart.commands')}`,
      '^items.reserved ack',
      ...ended('items.released'),
    ],
  ],
  ['out_of_stock', 'cart-service', handled('release.items', commit, 'items.released')],
  ['out_of_stock', 'product-service', ['HoldStock answer', ...releasesStock]],
  [
    'declined',
    'order-service',
    [...moves(declined, 3), ...undone('payment.failed'), '^payment.failed ack'],
  ],
  ['declined', 'cart-service', handled('release.items', commit, 'items.released')],
  ['declined', 'product-service', releasesStock],
  [
    'declined',
    'payment-service',
    [
      '^loop ask POST /charges',
      `^loop ${charged}`,
      `^loop ${publish('payment.failed')}`,
      ...refunds,
    ],
  ],
  [
    'cancelled_early',
    'order-service',
    [`^${cancel} ${commit}`, ...moves(orLoop(cancel), 3), `^${cancel} reply`, ...undone(cancel)],
  ],
  ['cancelled_early', 'cart-service', handled('release.items', commit, 'items.released')],
  ['cancelled_early', 'product-service', releasesStock],
  ['cancelled_early', 'payment-service', [...refunds, 'RefundPayment ask POST /refunds']],
  [
    'cancelled_late',
    'order-service',
    [
      `^${cancel} ${commit}`,
      ...moves(orLoop(cancel), 2),
      `^${cancel} reply`,
      ...undoneByCalls(cancel),
    ],
  ],
  ['cancelled_late', 'product-service', releasesStock],
  ['cancelled_late', 'payment-service', [...refunds, 'RefundPayment ask POST /refunds']],
]

const moments: Moment[] = ['before', 'after']

export const cells: Cell[] = rows.flatMap(([story, participant, effects]) =>
  effects.flatMap((effect, index) => {
    const at = effects.slice(0, index + 1).filter((other) => other === effect).length
    return moments.map((moment) => ({ story, participant, effect, at, moment }))
  }),
)

/** Those that a short run must not leave out: one of each. */
export const kindOf = ({ story, participant }: Cell) => `${story} ${participant}`

const stories: Record<Story, string> = {
  completed: 'goes through',
  out_of_stock: 'finds the last piece gone',
  declined: 'is declined',
  cancelled_early: 'is cancelled while the card is asked',
  cancelled_late: 'is cancelled when it was completed',
}

/** To be read after "a checkout that". */
export function sentenceOf({ story, participant, effect, at, moment }: Cell): string {
  const name = effect.replaceAll(/\\S[+*]|[\^$"(]|\|loop\)/g, '').replaceAll(/ +/g, ' ')
  const which = at > 1 ? ` (number ${at} of it)` : ''
  return `${stories[story]} survives ${participant}, killed ${moment} ${name}${which}`
}
