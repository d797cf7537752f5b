// Facts as a part of the statement that makes them true (together.ts). event-outbox.ts has the rest.
import { writeMessage } from '../shared/message-parts.ts'
import { type Part, part } from '../shared/together.ts'
import type { EventType } from './events.ts'
import { type Fact, newEvent } from './event-outbox.ts'

/** All that is known of it before it is true. */
export const eventOf = <Type extends EventType>({ data, ...about }: Omit<Fact<Type>, 'time'>) => ({
  ...newEvent(about),
  data,
})

/** One for each row of `from`: `event` is the column that has it, and `at` is its time. */
export const writeEvents = (from: Part, topic: string, event: Part): Part => {
  const time = part`to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
  const key = part`${event} ->> 'subject'`
  const type = part`${event} ->> 'type'`
  const payload = part`${event} || jsonb_build_object('time', ${time})`
  return writeMessage(from, { destination: topic, key, type, payload }, 0)
}
