// The topics of a shop. Those of a test have names of their own and are deleted with it.
import { randomBytes } from 'node:crypto'
import type { Servers } from '../infra/infra.ts'
import { kafkaClient } from '../infra/kafka-client.ts'
import type { Phase } from '../phases.ts'

export type ShopTopics = AsyncDisposable & { prefix: string }

export function openTopics(
  phase: Phase,
  { kafkaBrokers }: Servers,
  { isForTest, given }: { isForTest: boolean; given: string | undefined },
): ShopTopics {
  const isOwn = isForTest && given === undefined
  const prefix = isOwn ? `test-${randomBytes(5).toString('hex')}.` : (given ?? '')
  async function close() {
    // A spec may have taken the broker away for good: then they are gone as well.
    if (isOwn) await dropTopics(phase, kafkaBrokers, prefix).catch(() => {})
  }
  return { prefix, [Symbol.asyncDispose]: close }
}

/** What readers had read of them is forgotten with them. */
export async function dropTopics({ topics = [] }: Phase, brokers: string, prefix = '') {
  if (topics.length === 0) return
  const names = new Set(topics.map((topic) => prefix + topic))
  const admin = kafkaClient(brokers).admin({ retry: { retries: 0 } })
  try {
    await admin.connect()
    const there = await admin.listTopics()
    const ours = there.filter((name) => names.has(name))
    if (ours.length > 0) await admin.deleteTopics({ topics: ours })
  } finally {
    await admin.disconnect()
  }
}
