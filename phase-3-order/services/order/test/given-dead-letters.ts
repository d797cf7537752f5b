// Dead letters over a clean table and the RabbitMQ of the run, and their routes with tokens that say only a role.
import { pino } from 'pino'
import { v7 as uuidv7 } from 'uuid'
import { until } from '../../../../scripts/until.ts'
import type { Queue } from '../../../shared/rabbit-topology.ts'
import { openRabbit } from '../../../shared/rabbit.ts'
import { givenHttp } from '../../../shared/test/given-http.ts'
import { givenRabbit, givenWire } from '../../../shared/test/given-rabbit.ts'
import { requireUser } from '../../../shared/token.ts'
import { givenDatabase } from '../../../test/given-database.ts'
import { makeDeadLetters } from '../dead-letters.ts'
import { startDeadLetters } from '../dead-letters-consumer.ts'
import { deadLetterRoutes } from '../dead-letters-http.ts'
import { deadLetters } from '../migrations/003-dead-letters.ts'

export type GivenDeadLetters = Awaited<ReturnType<typeof givenDeadLetters>>

export async function givenDeadLetters(queues: Queue[]) {
  const stack = new AsyncDisposableStack()
  const { db, close } = await givenDatabase([deadLetters])
  stack.defer(close)
  const given = await givenRabbit()
  stack.defer(given.close)
  for (const queue of queues) given.own(queue)
  const wire = await givenWire(given.url)
  wire.open()
  stack.defer(() => wire.cut())
  const place = { ...given.place, url: wire.url }
  const rabbit = stack.use(openRabbit({ ...place, patienceMs: 1_000 }))
  const letters = makeDeadLetters({ db, rabbit })
  const reader = stack.use(startDeadLetters({ ...place, queues, letters }))
  const verify = async (token: string) => ({ userId: uuidv7(), role: token })
  const log = pino({ level: 'silent' })
  const http = await givenHttp(deadLetterRoutes(letters, requireUser(verify), log))
  stack.defer(http.close)

  /** Who reads and who sends have a connection each, and each its own pause before it tries again. */
  const untilConnected = () =>
    until(
      'dead letters are read, and can be sent',
      () => Promise.all([reader.check(), rabbit.check()]).then(() => 'connected', String),
      (state) => state === 'connected',
    )
  await untilConnected()

  const send = (method: string, path: string, body?: unknown, role = 'admin') =>
    http.send(method, `/admin/dead-letters${path}`, {
      headers: { authorization: `Bearer ${role}` },
      body,
    })
  async function list(query = '') {
    const { body } = await send('GET', query)
    return body['items'] as Shown[]
  }
  const untilListed = (what: string, isWanted: (items: Shown[]) => boolean, query = '') =>
    until(what, () => list(query), isWanted)
  return {
    ...given,
    db,
    letters,
    wire,
    http,
    send,
    list,
    untilListed,
    untilConnected,
    close: () => stack.disposeAsync(),
  }
}

type Shown = { id: string; messageId: string; type: string; status: string } & Record<
  string,
  unknown
>
