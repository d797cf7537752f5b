// npm run rebuild -- order-projector [--address <url>]: has a running shop make the projection of its orders anew, from
// their first event, and tells how far it is. The old one is read meanwhile; Ctrl-C stops the telling, not the rebuild.
import { setTimeout as sleep } from 'node:timers/promises'
import { makeAsker } from './caller.ts'
import { Fault } from './fail.ts'
import { parseArguments, runTask, unlessStopped } from './task/task.ts'
import { report, since } from './task/terminal.ts'

const usage = 'npm run rebuild -- order-projector [--address <url>]'
const admin = { email: 'admin@shop.example', password: 'admin-password-1' }
const route = '/admin/projections/rebuild'
const lookMs = 500
const patienceMs = 60_000

/** What services/order-projector/rebuild.ts answers. */
type State = {
  live: { generation: number }
  building: { generation: number; eventsRead: number; eventsToRead: number } | null
}

await runTask(async (stop) => {
  const { values, positionals } = parseArguments(usage, {
    allowPositionals: true,
    options: { address: { type: 'string', default: 'http://localhost:8080' } },
  })
  if (positionals.join() !== 'order-projector') throw new Fault(`rebuild what? Usage: ${usage}`)
  const { address } = values
  if (!URL.canParse(address)) throw new Fault(`no address: ${address}`)
  await unlessStopped(stop, rebuild(address))
})

async function rebuild(address: string) {
  const began = performance.now()
  const shop = makeAdmin(address)
  let { live, building } = await shop.ask('POST')
  while (building) {
    const { generation, eventsRead, eventsToRead } = building
    report(`generation ${generation}: ${eventsRead} of ${eventsToRead} events`)
    await sleep(lookMs)
    ;({ live, building } = await shop.askUntilAnswered())
  }
  report(`generation ${live.generation} is read after ${since(began)}`)
}

function makeAdmin(address: string) {
  const send = makeAsker(address)
  let token = ''

  async function logIn() {
    const { accessToken } = await read<{ accessToken: string }>(
      await reach(() => send('POST', '/auth/login', { body: admin })),
    )
    token = accessToken
  }

  async function ask(method: 'GET' | 'POST'): Promise<State> {
    if (!token) await logIn()
    const answer = await reach(() => send(method, route, { token }))
    if (answer.status === 401) token = '' // it has expired: the next time with another one
    return read(answer)
  }

  /** Whoever dies meanwhile comes back, and the rebuild has gone on. */
  async function askUntilAnswered(): Promise<State> {
    const deadline = Date.now() + patienceMs
    for (;;) {
      try {
        return await ask('GET')
      } catch (error) {
        if (!(error instanceof Fault) || Date.now() > deadline) throw error
        report(`${error.message}; will ask again`)
        await sleep(lookMs)
      }
    }
  }

  return { ask, askUntilAnswered }
}

async function reach(send: () => Promise<Response>): Promise<Response> {
  try {
    return await send()
  } catch {
    throw new Fault('no shop answers there; npm start opens one')
  }
}

async function read<Body>(answer: Response): Promise<Body> {
  if (answer.ok) return (await answer.json()) as Body
  const { detail = 'no reason given' } = (await answer.json().catch(() => ({}))) as {
    detail?: string
  }
  throw new Fault(`the shop answers ${answer.status}: ${detail}`)
}
