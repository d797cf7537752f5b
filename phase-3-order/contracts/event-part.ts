// A fact as a part of the statement that makes it true (together.ts). event-outbox.ts has the rest.
import { writeMessage } from '../shared/message-parts.ts'
import { type Part, part } from '../shared/together.ts'
import type { EventType } from './events.ts'
import { type Fact, newEvent } from './event-outbox.ts'

/** `from` has one row, with the fact's time as `at`. */
export const writeEvent = <Type extends EventType>(
  from: Part,
  topic: string,
  { data, ...about }: Omit<Fact<Type>, 'time'>,
): Part => {
  const { type, subject: key } = about
  const event = JSON.stringify({ ...newEvent(about), data })
  const payload = part`${event}::jsonb || jsonb_build_object('time',
    to_char(at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))`
  return writeMessage(from, { destination: topic, key, type, payload }, 0)
}
