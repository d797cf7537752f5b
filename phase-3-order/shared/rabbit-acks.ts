// Tells RabbitMQ which messages are done with, several at once: each word of it costs RabbitMQ an entry in the log of
// the queue, and the network a packet.
import type { ConsumeMessage, Line } from './rabbit-line.ts'

export type Acks = {
  /** To be told in the order in which they came. */
  came(message: ConsumeMessage): void
  /** Within 50 ms RabbitMQ knows. Who dies before that has it again, as if he had died a moment earlier. */
  done(message: ConsumeMessage): void
  /** Says now what there is to say. */
  tell(): void
}

/** Of 100 messages a second, each acknowledged by itself, RabbitMQ had a third more to do. */
const waitMs = 50

/** `most`: so many RabbitMQ leaves in our hands. At least half of them are for messages that are being handled. */
export function makeAcks({ channel, over, hangUp }: Line, most: number): Acks {
  const inHand = new Set<ConsumeMessage>()
  const waiting = new Set<ConsumeMessage>()
  let timer: NodeJS.Timeout | undefined

  function tell() {
    clearTimeout(timer)
    timer = undefined
    if (over.aborted) return // they are not ours any more, and come again
    const oldest = takeOldest()
    try {
      if (oldest) channel.ack(oldest, true)
      for (const message of waiting) channel.ack(message)
    } catch (error) {
      return hangUp(error as Error)
    }
    for (const message of waiting) inHand.delete(message)
    waiting.clear()
  }

  /** The last one before which none is still being handled: to say it of that one says it of all before. */
  function takeOldest(): ConsumeMessage | undefined {
    let last: ConsumeMessage | undefined
    for (const message of inHand) {
      if (!waiting.delete(message)) break
      inHand.delete(message)
      last = message
    }
    return last
  }

  return {
    came: (message) => void inHand.add(message),
    done(message) {
      waiting.add(message)
      if (waiting.size * 2 >= most) tell()
      else timer ??= setTimeout(tell, waitMs)
    },
    tell,
  }
}
