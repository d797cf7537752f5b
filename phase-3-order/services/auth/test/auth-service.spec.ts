// auth-service as a whole: two ports, a database of its own that comes and goes, and replicas that speak as one.
import assert from 'node:assert/strict'
import { v7 as uuidv7 } from 'uuid'
import { freePort } from '../../../../scripts/infra/ports.ts'
import { query } from '../../../../scripts/infra/test/query.ts'
import { until } from '../../../../scripts/until.ts'
import { lockTable } from '../../../test/given-lock.ts'
import { readConfig } from '../config.ts'
import {
  givenAuthService,
  type GivenAuthService,
  ops,
  post,
  type Replica,
} from './given-auth-process.ts'

const newcomer = () => ({ email: `${uuidv7()}@shop.example`, password: 'correct horse' })

describe('auth-service', () => {
  let given: GivenAuthService
  let service: Replica
  beforeEach(async () => {
    given = await givenAuthService()
    service = await given.startReplica()
  })
  afterEach(() => given.close())

  const readiness = async () => (await ops(service, '/health/ready')).status
  const becomesReady = (status: number) =>
    until(`readiness is ${status}`, readiness, (now) => now === status)

  it('opens accounts in one replica and takes their passwords in another, with one key for all', async () => {
    const other = await given.startReplica()
    const customer = newcomer()
    const registered = await post(service, 'register', customer)
    const loggedIn = await post(other, 'login', customer)
    assert.deepEqual([registered.status, loggedIn.status], [201, 200])
    assert.deepEqual(loggedIn.body.user, registered.body.user)
    const asksOne = await given.openShop(service)
    assert.equal(await asksOne(loggedIn.body.accessToken), 200)
    assert.equal(await asksOne(registered.body.accessToken), 200)
  })

  it('may be away: who is logged in is known to everybody who has its keys, and who is not stays out', async () => {
    const port = await freePort()
    const leaving = await given.startReplica({ port })
    const { body } = await post(leaving, 'register', newcomer())
    const knows = await given.openShop(leaving)
    const neverAsked = await given.openShop(leaving)
    assert.equal(await knows(body.accessToken), 200)
    await leaving[Symbol.asyncDispose]()
    assert.equal(await knows(body.accessToken), 200)
    assert.equal(await knows(`${body.accessToken}x`), 401)
    assert.equal(await neverAsked(body.accessToken), 503)

    await given.startReplica({ port })
    assert.equal(await neverAsked(body.accessToken), 200)
  })

  it('has metrics of what it is asked, and of its database', async () => {
    await post(service, 'register', newcomer())
    const wanted = [
      /^http_request_duration_seconds_count\{.*route="\/auth\/register",status="201".* 1$/m,
      /^db_pool_used\{service="auth-service"\} 0$/m,
    ]
    const missing = async () => {
      const metrics = await (await ops(service, '/metrics')).text()
      return wanted.filter((series) => !series.test(metrics)).map(String)
    }
    await until('all is measured', missing, ({ length }) => length === 0)
  })

  it('is not ready while its database is gone, and recovers without being restarted', async () => {
    const customer = newcomer()
    await post(service, 'register', customer)
    await given.allowDatabase(false)
    await becomesReady(503)
    const answer = await post(service, 'login', customer)
    assert.deepEqual([answer.status, answer.headers.get('retry-after')], [503, '1'])
    assert.equal((await ops(service, '/health/live')).status, 200)
    await given.allowDatabase(true)
    await becomesReady(200)
    assert.equal((await post(service, 'login', customer)).status, 200)
  })

  const obstacles: [string, (isThere: boolean) => Promise<unknown>][] = [
    ['its database', (isThere) => given.allowDatabase(isThere)],
    ['its tables', (isThere) => query(given.databaseUrl, renaming(isThere))],
  ]
  const renaming = (isBack: boolean) =>
    isBack ? 'alter table later rename to signing_keys' : 'alter table signing_keys rename to later'

  for (const [what, allow] of obstacles) {
    it(`may be started before ${what}: it is alive, not ready, and opens when it can`, async () => {
      await allow(false)
      const opsPort = await freePort()
      const early = given.startReplica({ opsPort })
      const status = async (path: string) =>
        (await fetch(`http://localhost:${opsPort}/health/${path}`).catch(() => undefined))?.status
      const isReady = () => status('ready')
      try {
        await until('it is not ready', isReady, (now) => now === 503, 5_000)
        assert.equal(await status('live'), 200)
      } finally {
        await allow(true)
        await early
      }
      const replica = await early
      assert.equal(await status('ready'), 200)
      assert.equal((await post(replica, 'register', newcomer())).status, 201)
    })
  }

  it('finishes what it has accepted when it is told to stop, and is gone then', async () => {
    await using lock = await lockTable(given.databaseUrl, 'users')
    const registered = post(service, 'register', newcomer())
    await lock.untilWaiting(1)
    const stopped = service[Symbol.asyncDispose]()
    const isRefused = () =>
      post(service, 'login', newcomer()).then(
        () => false,
        () => true,
      )
    await until('it takes nothing more', isRefused, Boolean)
    await lock.release()
    assert.equal((await registered).status, 201)
    await stopped
    await assert.rejects(ops(service, '/health/live'), /fetch failed/)
  })

  it('says in one line what is wrong with its configuration', () => {
    assert.throws(() => readConfig({ AUTH_PORT: 'http', AUTH_SCRYPT_LOG2_COST: '3' }), {
      message:
        'bad configuration: AUTH_PORT cannot be "http" (a whole number from 0 to 65535); ' +
        'AUTH_DATABASE_URL is missing; ' +
        'AUTH_SCRYPT_LOG2_COST cannot be "3" (a whole number from 4 to 20)',
    })
  })
})
