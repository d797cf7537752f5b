// Messages as parts of a statement (together.ts): what is told commits with what made it so, and what was heard with what
// came of it. `from` is whose rows they belong to: where that part did nothing, they do nothing.
import { headStartMs, type NewMessage, written } from './outbox.ts'
import { type Part, part } from './together.ts'

/** Hands back what is `Written`. A part is SQL that reads from there. */
export const writeMessage = (
  from: Part,
  {
    destination,
    key,
    type,
    payload = null,
  }: { [Field in keyof NewMessage]: NewMessage[Field] | Part },
  dueInMs = headStartMs,
): Part => part`
  insert into outbox (destination, key, type, payload, due_at)
  select ${destination}, ${key}, ${type}, ${payload},
    clock_timestamp() + ${dueInMs} * interval '1 millisecond'
  from ${from}
  returning ${{ sql: written, values: [] } satisfies Part}`

export const isUnheard = (consumer: string, id: Part): Part => part`
  not exists (select from inbox where consumer = ${consumer} and message_id = ${id})`

export const hearMessage = (from: Part, consumer: string, id: Part): Part => part`
  insert into inbox (consumer, message_id) select ${consumer}, ${id} from ${from}`
