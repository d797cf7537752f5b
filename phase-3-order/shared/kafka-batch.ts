// What a reader does with the messages that it is given: each batch is handled until that works, and only then said to
// be read. A process that dies between the two has it again.
import { setTimeout as sleep } from 'node:timers/promises'
import type { KafkaClient } from './kafka-client.ts'
import type { Log } from './log.ts'

/** A message as it came. Bytes that are no UTF-8 come as �. */
export type Received = {
  topic: string
  partition: number
  offset: number
  key: string | null
  value: string | null
}

export type Handling = {
  prefix: string
  handle(batch: Received[]): Promise<void>
  log: Log
  signal: AbortSignal
}

const batchSize = 100
const beatMs = 1_000

export const backoffMs = (failures: number) => Math.min(100 * 2 ** failures, 2_000)
export const pause = (ms: number, signal: AbortSignal) =>
  sleep(ms, undefined, { signal }).catch(() => {})

type RunOptions = NonNullable<Parameters<ReturnType<KafkaClient['consumer']>['run']>[0]>
type Payload = Parameters<NonNullable<RunOptions['eachBatch']>>[0]

export async function readBatch(payload: Payload, handling: Handling) {
  const { batch, heartbeat, resolveOffset, commitOffsetsIfNecessary, isRunning, isStale } = payload
  const { topic, partition, messages } = batch
  for (let start = 0; start < messages.length; start += batchSize) {
    const some = messages.slice(start, start + batchSize)
    const received = some.map((message) => ({
      topic: topic.slice(handling.prefix.length),
      partition,
      offset: Number(message.offset),
      key: message.key && String(message.key),
      value: message.value && String(message.value),
    }))
    if (!isRunning() || isStale() || !(await handleAtLast(received, payload, handling))) return
    const isLast = start + batchSize >= messages.length
    const read = isLast ? batch.lastOffset() : some.at(-1)!.offset
    const offset = String(BigInt(read) + 1n)
    // In this order: if Kafka does not take it, the messages come again instead of never being said to be read.
    await commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] })
    resolveOffset(read)
    await heartbeat()
  }
}

/** False when it was told to stop before it was done. A throw comes from Kafka: the partition is not ours any more. */
async function handleAtLast(received: Received[], payload: Payload, handling: Handling) {
  const { handle, log, signal } = handling
  const { heartbeat, isRunning } = payload
  for (let failures = 0; !signal.aborted && isRunning(); failures++) {
    const beating = setInterval(() => void heartbeat().catch(() => {}), beatMs)
    try {
      await handle(received)
      return true
    } catch (error) {
      const { topic, partition, offset } = received[0]!
      log.warn(
        { topic, partition, offset, err: error },
        'could not handle messages, will try again',
      )
    } finally {
      clearInterval(beating)
    }
    await pause(backoffMs(failures), signal)
    await heartbeat()
  }
  return false
}
