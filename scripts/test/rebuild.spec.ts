// npm run rebuild as its user sees it, against a shop that only knows rebuilding.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../task/places.ts'

const run = promisify(execFile)
const rebuild = (...args: string[]) =>
  run(process.execPath, [join(root, 'scripts/rebuild.ts'), ...args])

type Answer = { status: number; body: unknown }
const session = { status: 200, body: { accessToken: 'secret' } }
const expired = { status: 401, body: { detail: 'the access token is not valid' } }
const away = { status: 503, body: { detail: 'try again in a moment' } }
const at = (eventsRead: number) => ({
  status: 200,
  body: { live: { generation: 1 }, building: { generation: 2, eventsRead, eventsToRead: 30 } },
})
const done = { status: 200, body: { live: { generation: 2 }, building: null } }

/** Answers one request after the other, whatever is asked, and tells what was. */
async function givenShop(...answers: Answer[]) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const { authorization = 'nobody' } = request.headers
    asked.push(`${request.method} ${request.url} ${authorization}`)
    const { status, body } = answers.shift()!
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  server.listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.close()
    server.closeAllConnections()
  }
  return { address: `http://localhost:${port}`, asked, [Symbol.dispose]: close }
}

const logIn = 'POST /auth/login nobody'
const ask = (method: string) => `${method} /admin/projections/rebuild Bearer secret`

describe('npm run rebuild', () => {
  it('tells how far it is until the new projection is read', async () => {
    using shop = await givenShop(session, at(0), away, at(20), expired, session, done)
    const { stdout } = await rebuild('order-projector', '--address', shop.address)
    const lines = stdout.trimEnd().split('\n')
    assert.deepEqual(lines.slice(0, -1), [
      '  … generation 2: 0 of 30 events',
      '  … the shop answers 503: try again in a moment; will ask again',
      '  … generation 2: 20 of 30 events',
      '  … the shop answers 401: the access token is not valid; will ask again',
    ])
    assert.match(lines.at(-1)!, /generation 2 is read after \d/)
    assert.deepEqual(shop.asked, [
      logIn,
      ask('POST'),
      ask('GET'),
      ask('GET'),
      ask('GET'),
      logIn,
      ask('GET'),
    ])
  })

  it('says what it rebuilds', async () => {
    const stdout = /^rebuild what\? Usage: npm run rebuild -- order-projector/
    await assert.rejects(rebuild('cart'), { code: 1, stdout })
    await assert.rejects(rebuild(), { code: 1, stdout })
  })

  it('says in one line what the shop has against it, or that there is none', async () => {
    const body = { detail: 'Kafka has forgotten the first events' }
    const shop = await givenShop(session, { status: 409, body })
    const args = ['order-projector', '--address', shop.address]
    const stdout = 'the shop answers 409: Kafka has forgotten the first events\n'
    await assert.rejects(rebuild(...args), { code: 1, stdout })
    shop[Symbol.dispose]()
    await assert.rejects(rebuild(...args), { code: 1, stdout: /^no shop answers there/ })
  })
})
