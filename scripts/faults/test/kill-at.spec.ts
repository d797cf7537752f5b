// Dying at a certain effect: neither a line earlier nor a line later, and never without being told to.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { Client as Caller, credentials } from '@grpc/grpc-js'
import { type ConfirmChannel, connect } from 'amqplib'
import { createDatabase, dropDatabase } from '../../infra/databases.ts'
import { spawnGuarded, type Guarded } from '../../infra/guarded.ts'
import { freePort } from '../../infra/ports.ts'
import { query } from '../../infra/test/query.ts'
import { until } from '../../until.ts'
import { openDoom, type Doom } from '../doom.ts'

const postgresUrl = () => process.env['POSTGRES_URL'] ?? ''
const name = `victim_${process.pid}`
const queue = `victim-${process.pid}`
/** All that one request comes to; victim.ts has the lines. */
const ofRequest = '^(POST /work|/victim/Work) '
const asItIs = (bytes: Buffer) => bytes

describe('a process that is to die at an effect', function () {
  this.timeout(120_000)
  const opened = new AsyncDisposableStack()
  let doom: Doom
  let url: string
  let victim: Guarded
  let channel: ConfirmChannel
  let ports: { HTTP_PORT: string; GRPC_PORT: string }

  before(async () => {
    doom = opened.use(await openDoom())
    url = await createDatabase(postgresUrl(), name, 'victim')
    opened.defer(() => dropDatabase(postgresUrl(), name))
    await query(url, 'create table done (what text)')
    const connection = await connect(process.env['RABBITMQ_URL'] ?? '')
    opened.defer(() => connection.close())
    channel = await connection.createConfirmChannel()
    for (const one of [queue, `${queue}-answers`]) {
      await channel.assertQueue(one, { durable: true })
      opened.defer(async () => void (await channel.deleteQueue(one)))
    }
    ports = { HTTP_PORT: String(await freePort()), GRPC_PORT: String(await freePort()) }
  })
  after(() => opened.disposeAsync())
  beforeEach(start)
  afterEach(() => victim.stop())

  async function start() {
    await query(url, 'truncate done')
    const { promise: ready, resolve } = Promise.withResolvers<void>()
    victim = spawnGuarded(process.execPath, [join(import.meta.dirname, 'victim.ts')], {
      env: { ...process.env, ...doom.env, ...ports, DATABASE_URL: url, QUEUE: queue },
      output: (line) => line === 'ready' && resolve(),
    })
    await ready
  }

  async function work(): Promise<string> {
    const address = `http://localhost:${ports.HTTP_PORT}/work`
    const answer = fetch(address, { method: 'POST' }).then((response) => response.text())
    return answer.catch(() => 'no answer')
  }

  async function call(): Promise<string> {
    const caller = new Caller(`localhost:${ports.GRPC_PORT}`, credentials.createInsecure())
    const { promise, resolve } = Promise.withResolvers<string>()
    const please = Buffer.from('please')
    caller.makeUnaryRequest('/victim/Work', asItIs, asItIs, please, (error, answer) =>
      resolve(error ? 'no answer' : String(answer)),
    )
    return promise.finally(() => caller.close())
  }

  const done = async () => (await query(url, 'select what from done')).map(({ what }) => what)
  /** Hands back how many there were, once RabbitMQ has noticed who died. */
  const purge = async (one: string) => {
    const hasReader = async () => (await channel.checkQueue(one)).consumerCount
    await until('its reader is gone', hasReader, (readers) => readers === 0)
    return (await channel.purgeQueue(one)).messageCount
  }
  const signal = async () => (await victim.exited).signal

  it('dies before each of its effects in turn, until there is none left', async () => {
    const seen = []
    for (let at = 1; ; at++) {
      doom.arm({ moment: 'before', at, of: ofRequest })
      const answer = await work()
      if (!doom.hasStruck()) break
      assert.deepEqual([answer, await signal()], ['no answer', 'SIGKILL'])
      seen.push(await done())
      await start()
    }
    doom.disarm()
    const committed = ['request']
    const all = ['request', 'call']
    // begin, insert, commit, call, the insert of who is called, its answer, the reply
    assert.deepEqual(seen, [[], [], [], committed, committed, all, all])
  })

  it('dies after an effect and before it hears of it', async () => {
    doom.arm({ moment: 'after', at: 1, of: 'sql commit' })
    assert.equal(await work(), 'no answer')
    assert.deepEqual([await signal(), await done()], ['SIGKILL', ['request']])
  })

  it('dies before an answer, and nobody hears it', async () => {
    doom.arm({ moment: 'before', at: 1, of: '^/victim/Work answer$' })
    assert.equal(await call(), 'no answer')
    assert.deepEqual([await signal(), await done()], ['SIGKILL', ['call']])
  })

  it('dies after an answer, which is heard', async () => {
    doom.arm({ moment: 'after', at: 1, of: '^/victim/Work answer$' })
    assert.equal(await call(), 'done')
    assert.equal(await signal(), 'SIGKILL')
  })

  // What is left of one message and of its answers, when the process has died at an effect.
  const deaths = {
    'before it publishes an answer': { moment: 'before', of: '^please publish', left: [1, 0] },
    'when it is published, and nobody knows': {
      moment: 'after',
      of: '^please publish',
      left: [1, 1],
    },
    'before it is done with a message': { moment: 'before', of: '^please ack$', left: [1, 1] },
    'when it is done with it': { moment: 'after', of: '^please ack$', left: [0, 1] },
  } as const
  for (const [words, { moment, of, left }] of Object.entries(deaths)) {
    it(`dies ${words}`, async () => {
      doom.arm({ moment, at: 1, of })
      channel.sendToQueue(queue, Buffer.from('please'), { type: 'please', persistent: true })
      assert.equal(await signal(), 'SIGKILL')
      assert.deepEqual([await purge(queue), await purge(`${queue}-answers`)], left)
    })
  }

  it('dies before it says of one message that it is done with two', async () => {
    doom.arm({ moment: 'before', at: 2, of: '^twin ack$' })
    for (const body of ['one', 'other'])
      channel.sendToQueue(queue, Buffer.from(body), { type: 'twin', persistent: true })
    assert.equal(await signal(), 'SIGKILL')
    assert.deepEqual([await purge(queue), await purge(`${queue}-answers`)], [2, 2])
  })

  it('dies in a loop, where nobody has asked for anything', async () => {
    doom.arm({ moment: 'before', at: 3, of: '^loop sql select 1$' })
    assert.equal(await signal(), 'SIGKILL')
  })

  it('hangs instead, if that is the verdict, and goes on when it is told to', async () => {
    doom.arm({ moment: 'before', at: 1, of: 'sql commit', signal: 'SIGSTOP' })
    const answer = work()
    await until('it hangs', async () => doom.hasStruck(), Boolean)
    assert.deepEqual(await done(), [])
    victim.kill('SIGCONT')
    assert.equal(await answer, 'done')
    assert.deepEqual(await done(), ['request', 'call'])
  })

  it('lives without a verdict, and counts anew with each', async () => {
    assert.equal(await work(), 'done')
    for (let i = 0; i < 2; i++) {
      doom.arm({ moment: 'before', at: 2, of: 'sql commit' })
      assert.equal(await work(), 'done')
      assert.equal(doom.hasStruck(), false)
    }
    doom.disarm()
    assert.equal(await work(), 'done')
  })
})
