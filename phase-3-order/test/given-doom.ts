// A process that is killed at its k-th effect, without a process: from there on nothing of it reaches anybody.
import { callbackify, promisify } from 'node:util'
import type { Knex } from 'knex'
import { openDatabase } from '../shared/database.ts'

export type Moment = 'before' | 'after'
export type Doom = ReturnType<typeof makeDoom>

/** `at` counts effects from 1. `before`: it never happens. `after`: it does, and its answer is lost. */
export function makeDoom(at: number, moment: Moment) {
  let effects = 0
  let isDead = false

  return {
    isDead: () => isDead,
    /** What is no effect: done by the living, and not counted. */
    async pass<Result>(work: () => Promise<Result>): Promise<Result> {
      if (isDead) throw new Error('killed')
      return work()
    },
    async run<Result>(effect: () => Promise<Result>): Promise<Result> {
      effects += 1
      if (effects === at && moment === 'before') isDead = true
      if (isDead) throw new Error('killed')
      const result = await effect()
      if (effects >= at) isDead = true
      if (isDead) throw new Error('killed')
      return result
    },
  }
}

type Callback = (error: unknown, result?: unknown) => void
type Connection = {
  query(query: unknown, callback: Callback): void
  connection: { stream: { destroy(): void } }
}

/** A pool whose every statement, begin and commit included, is an effect. With `onlySeen`: only what others can see,
 *  which is a commit, and a change outside a transaction. Who is killed between two of them has left the same behind,
 *  wherever that was. */
export function openDoomedDatabase(
  url: string,
  doom: Doom,
  { onlySeen = false } = {},
): { db: Knex; bury(): Promise<void> } {
  const db = openDatabase(url, 'doomed')
  const client = db.client as { acquireRawConnection(): Promise<Connection> }
  const connect = client.acquireRawConnection.bind(client)
  const connections: Connection[] = []

  client.acquireRawConnection = async () => {
    const connection = await connect()
    const query = connection.query.bind(connection)
    const isSeen = makeIsSeen()
    connection.query = (statement, callback) => {
      const send = () => promisify(query)(statement)
      const run = isSeen(statement) || !onlySeen ? doom.run : doom.pass
      callbackify(() => run(send))(callback)
    }
    connections.push(connection)
    return connection
  }

  // As the kernel does for a killed process: the server sees its connections close, and rolls back.
  async function bury() {
    for (const { connection } of connections) connection.stream.destroy()
    await db.destroy()
  }
  return { db, bury }
}

function makeIsSeen() {
  let isInTransaction = false
  return (statement: unknown) => {
    const { text = String(statement) } = Object(statement) as { text?: string }
    const [word] = /^\w*/.exec(text.trimStart().toLowerCase())!
    if (word === 'begin') isInTransaction = true
    if (word !== 'commit' && word !== 'rollback')
      return !isInTransaction && word !== 'begin' && word !== 'select'
    isInTransaction = false
    return word === 'commit'
  }
}
