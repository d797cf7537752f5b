// SQL of how sagas move. What is asked for at the same time is one statement: a row for each saga, which says where it has to
// be and what it becomes. Who moves one compares its version and sets the next, so two never move it at once.
import type { Knex } from 'knex'
import { hearMessage, isUnheard, writeMessage } from '../../shared/message-parts.ts'
import type { NewMessage } from '../../shared/outbox.ts'
import { type Part, part, together } from '../../shared/together.ts'
import { type Input, isFinal, type Saga } from './saga.ts'
import type { Told, Wait } from './saga-store.ts'

/** Which saga is meant to move, and where it has to be for that; in any version where none is named. */
export type Meant = Pick<Saga, 'kind' | 'state'> & {
  id: string
  orderId: string
  at: Saga['step'][]
  version?: number
}

export type NewChange = {
  meant: Meant
  next: Saga
  input: Input
  wait: Wait
  command: NewMessage | undefined
  /** The message that made it move: nothing does so twice. */
  heard: string | undefined
  /** What those parts read that follow a saga's last move. */
  ending: object | undefined
}
/** `waitedMs`: since it had moved before; `ageMs`: since it began. */
export type Change = Told & { version: number; waitedMs: number; ageMs: number }

export const consumer = 'saga'

/** For each of them, in their order; undefined where the saga is not there, or not any more, is locked or moves by another of them,
 *  and where that message came before: then nothing of it has changed. `endings` read from `moved`. */
export async function moveSagas(
  db: Knex,
  changes: NewChange[],
  endings: Record<string, Part>,
): Promise<(Change | undefined)[]> {
  const rows = await together<Change & { nr: number }>(
    db,
    {
      asked: part`select * from ${askedBy(changes)}`,
      free,
      moved,
      logged,
      heard,
      told,
      ...(changes.some(({ ending }) => ending) && endings),
    },
    `select nr, told.id as "messageId", "isFirst", version, waited_ms as "waitedMs", age_ms as "ageMs"
     from moved left join told on order_id::text = key`,
  )
  const byNr = new Map(rows.map((row) => [row.nr, row]))
  return changes.map((_, nr) => byNr.get(nr))
}

const askedBy = (changes: NewChange[]): Part => {
  const rows = changes.map(({ meant, next, input, wait, command, heard, ending }, nr) => ({
    nr,
    saga_id: meant.id,
    kind: meant.kind,
    was: meant.state,
    was_at: meant.at,
    version: meant.version,
    state: next.state,
    step: next.step,
    reason: next.reason,
    due_in_ms: isFinal(next) ? null : wait.dueInMs,
    patience_ms: wait.patienceMs,
    input,
    message_id: heard,
    command,
    ending,
  }))
  return part`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as asked (
    nr int, saga_id uuid, kind text, was text, was_at text[], version int,
    state text, step text, reason text, due_in_ms float8, patience_ms float8,
    input text, message_id uuid, command jsonb, ending jsonb)`
}

/** One that somebody else has locked does not move: nobody waits behind the saga of another order. */
const free = part`
  select id from sagas where id = any(array(select saga_id from asked)) for update skip locked`

const moved = part`
  update sagas set
    state = asked.state, step = asked.step, reason = asked.reason, attempts = 0,
    version = sagas.version + 1, updated_at = clock_timestamp(),
    due_at = clock_timestamp() + due_in_ms * interval '1 millisecond',
    deadline_at = clock_timestamp() + patience_ms * interval '1 millisecond'
  from asked
  where sagas.id = any(array(select id from free)) and sagas.id = saga_id
    and sagas.kind = asked.kind and sagas.state = was and sagas.step = any(was_at)
    and sagas.version = coalesce(asked.version, sagas.version)
    and ${isUnheard(consumer, part`asked.message_id`)}
  returning nr, sagas.id, order_id, sagas.version, sagas.state, sagas.step, input, asked.message_id, command, ending,
    ${msSince(part`(select updated_at from sagas as before where before.id = sagas.id)`)} as waited_ms,
    ${msSince(part`created_at`)} as age_ms`

const logged = part`
  insert into saga_log (saga_id, version, input, state, step)
  select id, version, input, state, step from moved`

const heard = hearMessage(part`moved where message_id is not null`, consumer, part`message_id`)

const told = part`${writeMessage(part`moved where command is not null`, {
  destination: part`command ->> 'destination'`,
  key: part`command ->> 'key'`,
  type: part`command ->> 'type'`,
  payload: part`command -> 'payload'`,
})}, key`

function msSince(at: Part): Part {
  return part`(extract(epoch from clock_timestamp() - ${at}) * 1000)::float8`
}
