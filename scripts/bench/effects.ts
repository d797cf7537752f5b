// What an order makes the processes do: statements, calls, messages. Pure.

export const kinds = {
  statements: 'SQL statements',
  rpcs: 'gRPC calls',
  requests: 'HTTP requests inside',
  rabbit: 'messages to RabbitMQ',
  acks: 'acknowledgements to RabbitMQ',
  kafka: 'requests to Kafka with events',
  offsets: 'commits of offsets to Kafka',
} as const
export type Kind = keyof typeof kinds
export type Counts = Partial<Record<Kind, number>>

/** What all processes did for these orders, and what they do in so many seconds without any. */
export type EffectCounts = {
  orders: number
  seconds: number
  counts: Counts
  idle: { seconds: number; counts: Counts }
  load: number
}

/** By its name, see faults/effects.ts. What is only an answer is no effect of its own. */
export function kindOf(effect: string): Kind | undefined {
  if (/ sql /s.test(effect)) return 'statements'
  if (/ call \S+$/.test(effect)) return 'rpcs'
  if (/ ask \S+ \S+$/.test(effect)) return 'requests'
  if (/ publish \S* \S+$/.test(effect)) return 'rabbit'
  if (/ publish \S+$/.test(effect)) return 'kafka'
  if (effect.endsWith(' ack')) return 'acks'
  if (effect.endsWith(' commit offsets')) return 'offsets'
  return undefined
}

export const addCounts = (all: Counts[]): Counts =>
  eachKind((kind) => all.reduce((sum, counts) => sum + (counts[kind] ?? 0), 0))

export const countsBetween = (before: Counts, after: Counts): Counts =>
  eachKind((kind) => (after[kind] ?? 0) - (before[kind] ?? 0))

/** What loops do anyway is not for an order, though it goes on meanwhile. */
export function perOrder({ orders, seconds, counts, idle }: EffectCounts): Record<Kind, number> {
  return eachKind((kind) => {
    const anyway = ((idle.counts[kind] ?? 0) / idle.seconds) * seconds
    return Math.max(0, ((counts[kind] ?? 0) - anyway) / orders)
  })
}

function eachKind(count: (kind: Kind) => number): Record<Kind, number> {
  const all = (Object.keys(kinds) as Kind[]).map((kind) => [kind, count(kind)])
  return Object.fromEntries(all) as Record<Kind, number>
}
