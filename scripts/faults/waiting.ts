// What is still on its way, wherever there are promises to keep.
import { until } from '../until.ts'
import { query } from './query.ts'

/** Messages that are not sent yet, and sagas that are not over, in this database. */
export async function untilNothingWaits(url: string): Promise<void> {
  const there = `select to_regclass('outbox') is not null as outbox, to_regclass('sagas') is not null as sagas`
  const [has] = await query(url, there)
  const waiting = [
    has!['outbox'] ? 'select type as waits from outbox' : [],
    has!['sagas'] ? 'select step from sagas where due_at is not null' : [],
  ].flat()
  if (waiting.length === 0) return
  const find = () => query(url, waiting.join(' union all '))
  await until('no message and no saga waits', find, (found) => found.length === 0)
}
