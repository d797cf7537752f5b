// The exchanges and queues of a shop. Those of a test have names of their own and are deleted with it.
import { randomBytes } from 'node:crypto'
import { connect } from 'amqplib'
import type { Servers } from '../infra/infra.ts'
import type { Phase } from '../phases.ts'

export type ShopQueues = AsyncDisposable & { prefix: string }

export function openQueues(
  phase: Phase,
  { rabbitmqUrl }: Servers,
  { isForTest, given }: { isForTest: boolean; given: string | undefined },
): ShopQueues {
  const isOwn = isForTest && given === undefined
  const prefix = isOwn ? `test-${randomBytes(5).toString('hex')}.` : (given ?? '')
  async function close() {
    // A spec may have taken the broker away for good: then they are gone as well.
    if (isOwn) await dropQueues(phase, rabbitmqUrl, prefix).catch(() => {})
  }
  return { prefix, [Symbol.asyncDispose]: close }
}

/** With what was in them. One that is not there is no matter. */
export async function dropQueues(
  { queues = [], exchanges = [] }: Pick<Phase, 'queues' | 'exchanges'>,
  url: string,
  prefix = '',
) {
  if (queues.length + exchanges.length === 0) return
  const connection = await connect(url, { timeout: 5_000 })
  try {
    const channel = await connection.createChannel()
    for (const queue of queues) {
      for (const part of parts) await channel.deleteQueue(prefix + queue + part)
    }
    for (const exchange of exchanges) await channel.deleteExchange(prefix + exchange)
  } finally {
    await connection.close()
  }
}

/** A queue of a phase is made of these: shared/rabbit-topology.ts. */
const parts = ['', '.retry-1s', '.retry-5s', '.retry-30s', '.dead']
