// A token does not live for ever. The one tried here is made before the first scenario, so that it is old by now.
import { setTimeout as sleep } from 'node:timers/promises'
import { logIn, newCredentials, tryRegister } from './account.ts'
import { call, expectRefusal, expectStatus } from './http.ts'
import type { Session } from './types.ts'
import { until } from '../until.ts'

const worthWaitingSeconds = 120
const credentials = newCredentials()
let session: Session
let expiresAt: number

before(async function () {
  this.timeout('120s')
  session = await expectStatus<Session>(201, tryRegister(credentials))
  expiresAt = Date.now() + session.expiresIn * 1000
  await expectStatus(200, call('GET', '/cart', { token: session.accessToken }))
})

describe('an expired token', function () {
  this.timeout('180s')

  it('is refused, and a new login helps', async function () {
    if (session.expiresIn > worthWaitingSeconds) {
      this.test!.title += ` (skipped: here a token lives ${session.expiresIn} s)`
      this.skip()
    }
    await sleep(Math.max(0, expiresAt - Date.now()))
    const token = session.accessToken
    const ask = () => call('GET', '/cart', { token })
    await until('the token has expired', ask, ({ status }) => status === 401)
    await expectRefusal(401, 'unauthenticated', ask())
    const { accessToken } = await logIn(credentials)
    await expectStatus(200, call('GET', '/cart', { token: accessToken }))
  })
})
