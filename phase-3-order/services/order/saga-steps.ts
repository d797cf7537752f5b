// The sagas of an order as tables: what each step does, what undoes it, which replies it has, and how long it may take.
// saga.ts walks over them and saga-runner.ts does what they say; neither knows a step by name.
// Source of the idea: Garcia-Molina and Salem, "Sagas", 1987; microservices.io, "Saga".
import { type AnswerType, commands, type CommandType } from '../../contracts/messages.ts'
import type { FailureReason } from '../../contracts/order-api.ts'

/** Commands go by RabbitMQ and are answered by an event, some time. Calls go by gRPC and are answered at once. */
export type Call = 'HoldStock' | 'ReleaseStock' | 'CreatePayment' | 'GetPayment' | 'RefundPayment'
export type Effect = CommandType | Call

export const isCommand = (effect: Effect | undefined): effect is CommandType =>
  effect !== undefined && Object.hasOwn(commands, effect)
export const isCall = (effect: Effect | undefined): effect is Call =>
  effect !== undefined && !isCommand(effect)

export type Reply =
  | AnswerType
  | 'stock.held'
  | 'stock.short'
  | 'stock.released'
  | 'payment.created'
  | 'payment.refunded'

export type SagaKind = 'checkout' | 'cancellation'
export type StepName =
  | 'ITEMS_RESERVED'
  | 'STOCK_VALIDATED'
  | 'PAYMENT_CREATED'
  | 'PAYMENT_CONFIRMED'
  | 'COMPLETED'
  | 'REFUNDED'
  | 'RESTOCKED'

export type Step = {
  /** What is reached when it is done. */
  name: StepName
  /** Idempotent by order. None where nothing is left to do but to wait. */
  do?: Effect
  /** What to ask when no reply comes; the do itself where there is none. */
  ask?: Effect
  /** Harmless when the do never was, and then refuses it when it comes too late. */
  undo?: Effect
  undone?: Reply
  /** Which step a reply reaches, or why the order fails. */
  replies: Partial<Record<Reply, StepName | FailureReason>>
  /** It is given up then. None: it is tried for ever. */
  withinMs?: number
  /** Once it is reached, the saga only goes forward. */
  isPivot?: boolean
}

const minuteMs = 60_000

export const sagas: Record<SagaKind, Step[]> = {
  checkout: [
    {
      name: 'ITEMS_RESERVED',
      do: 'reserve.items',
      undo: 'release.items',
      undone: 'items.released',
      replies: { 'items.reserved': 'ITEMS_RESERVED', 'items.refused': 'cart_changed' },
      withinMs: 5 * minuteMs,
    },
    {
      name: 'STOCK_VALIDATED',
      do: 'HoldStock',
      undo: 'ReleaseStock',
      undone: 'stock.released',
      replies: { 'stock.held': 'STOCK_VALIDATED', 'stock.short': 'out_of_stock' },
      withinMs: 5 * minuteMs,
    },
    {
      name: 'PAYMENT_CREATED',
      do: 'CreatePayment',
      undo: 'RefundPayment',
      undone: 'payment.refunded',
      // The card may be charged before the answer to this call is here.
      replies: {
        'payment.created': 'PAYMENT_CREATED',
        'payment.confirmed': 'PAYMENT_CONFIRMED',
        'payment.failed': 'payment_declined',
      },
      withinMs: 5 * minuteMs,
    },
    {
      name: 'PAYMENT_CONFIRMED',
      ask: 'GetPayment',
      replies: {
        'payment.confirmed': 'PAYMENT_CONFIRMED',
        'payment.failed': 'payment_declined',
      },
      withinMs: 15 * minuteMs,
      isPivot: true,
    },
    { name: 'COMPLETED', do: 'clear.cart', replies: { 'cart.cleared': 'COMPLETED' } },
  ],
  /** Of an order that was completed before. */
  cancellation: [
    { name: 'REFUNDED', do: 'RefundPayment', replies: { 'payment.refunded': 'REFUNDED' } },
    { name: 'RESTOCKED', do: 'ReleaseStock', replies: { 'stock.released': 'RESTOCKED' } },
  ],
}
