// Asking another server over HTTP: what counts as an answer, and a kept connection that is closed just when it is used.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { makePoster } from '../post-json.ts'

type Listener = (asked: IncomingMessage, answer: ServerResponse, connection: number) => unknown
const good = '{"status":"captured"}'

describe('asking for JSON', () => {
  let opened: AsyncDisposableStack
  beforeEach(() => void (opened = new AsyncDisposableStack()))
  afterEach(() => opened.disposeAsync())

  /** Counts connections from 1. */
  async function givenServer(listener: Listener, timeoutMs = 5_000) {
    const connections: Socket[] = []
    const server = createServer((asked, answer) => {
      asked.resume()
      void listener(asked, answer, connections.indexOf(asked.socket) + 1)
    })
    server.on('connection', (socket) => connections.push(socket))
    server.listen(0)
    await once(server, 'listening')
    opened.defer(async () => {
      server.close()
      server.closeAllConnections()
    })
    const url = `http://localhost:${(server.address() as AddressInfo).port}`
    const post = makePoster({ url, timeoutMs })
    return {
      connections,
      post: () => post('/charges', { 'idempotency-key': 'a key' }, { cents: 1 }),
    }
  }

  it('sends what is asked, and hands back what is answered', async () => {
    const { post } = await givenServer(async (asked, answer) => {
      const { method, url, headers } = asked
      const body = await text(asked)
      answer.end(
        JSON.stringify([method, url, headers['idempotency-key'], headers['content-type'], body]),
      )
    })
    const wanted = ['POST', '/charges', 'a key', 'application/json', '{"cents":1}']
    assert.deepEqual(await post(), wanted)
  })

  it('keeps its connection, after an answer that tells of a failure as well', async () => {
    let asked = 0
    const { post, connections } = await givenServer((_asked, answer) => {
      asked += 1
      answer.writeHead(asked === 2 ? 503 : 200).end(good)
    })
    await post()
    await assert.rejects(post(), /answered 503/)
    await post()
    assert.equal(connections.length, 1)
  })

  const noAnswers: Record<string, Listener> = {
    'is no JSON': (_asked, answer) => answer.end('<html>'),
    'tells of a failure': (_asked, answer) => answer.writeHead(500).end(good),
    'is to be had elsewhere': (_asked, answer) =>
      answer.writeHead(302, { location: '/' }).end(good),
    'is cut': (_asked, answer) => {
      answer.writeHead(200, { 'content-length': good.length }).write(good.slice(0, 5))
      setImmediate(() => answer.destroy())
    },
    'is cut, and nobody knew how long it was to be': (_asked, answer) => {
      answer.write(good)
      setImmediate(() => answer.destroy())
    },
    'is a closed connection': (asked) => asked.socket.destroy(),
    'never comes': () => {},
    'never ends': (_asked, answer) => answer.write(good),
  }
  for (const [what, listener] of Object.entries(noAnswers)) {
    it(`has none when it ${what}`, async () => {
      const { post, connections } = await givenServer(listener, 200)
      await assert.rejects(post(), Error)
      assert.equal(connections.length, 1)
    })
  }

  it('has none from nobody', async () => {
    const post = makePoster({ url: 'http://localhost:1', timeoutMs: 5_000 })
    await assert.rejects(post('/charges', {}, {}), { code: 'ECONNREFUSED' })
  })

  it('asks once more, over a new connection, when a kept one is closed as it is used', async () => {
    const used = new Set<number>()
    const { post, connections } = await givenServer((asked, answer, connection) => {
      if (used.has(connection)) asked.socket.destroy()
      else answer.end(good)
      used.add(connection)
    })
    await post()
    assert.deepEqual(await post(), { status: 'captured' })
    assert.equal(connections.length, 2)
  })

  it('asks no third time', async () => {
    let isDown = false
    let asks = 0
    const { post } = await givenServer((asked, answer) => {
      asks += 1
      if (isDown) asked.socket.destroy()
      else answer.end(good)
    })
    await post()
    isDown = true
    await assert.rejects(post(), { code: 'ECONNRESET' })
    assert.equal(asks, 3)
  })

  it('takes no longer when it asks once more', async () => {
    const { post } = await givenServer((asked, answer, connection) => {
      if (connection > 1) return // over the new one, nobody answers
      if (used) asked.socket.destroy()
      else answer.end(good)
      used = true
    }, 300)
    let used = false
    await post()
    const began = performance.now()
    await assert.rejects(post(), /no answer within 300 ms/)
    assert.ok(performance.now() - began < 2_000)
  })
})
