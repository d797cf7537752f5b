// Accounts: opened when a scenario needs them, with tokens that are always young.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { call, expectStatus } from './http.ts'
import type { Answer } from './contract.ts'
import type { Credentials, Session, User } from './types.ts'

export type Account = Credentials & { user: User; token(): Promise<string> }

export const newCredentials = (): Credentials => ({
  email: `${randomUUID()}@journeys.example`,
  password: randomUUID(),
})

export async function register(credentials = newCredentials()): Promise<Account> {
  const session = await expectStatus<Session>(201, tryRegister(credentials))
  return makeAccount(credentials, session)
}

/** A shop may ask those who register in large numbers to wait: so wait. */
export async function tryRegister(credentials: Credentials): Promise<Answer> {
  for (;;) {
    const answer = await call('POST', '/auth/register', { json: credentials })
    if (answer.status !== 429) return answer
    await sleep(Number(answer.headers.get('retry-after')) * 1000 + 100)
  }
}

export const logIn = (credentials: Credentials): Promise<Session> =>
  expectStatus<Session>(200, call('POST', '/auth/login', { json: credentials }))

const adminCredentials = { email: 'admin@shop.example', password: 'admin-password-1' }
let admin: Account | undefined

/** The admin that the contract's introduction names. */
export async function getAdmin(): Promise<Account> {
  admin ??= makeAccount(adminCredentials, await logIn(adminCredentials))
  return admin
}

function makeAccount(credentials: Credentials, first: Session): Account {
  let session = first
  let renewAt = halfLife(first)

  async function token() {
    if (Date.now() > renewAt) {
      session = await logIn(credentials)
      renewAt = halfLife(session)
    }
    return session.accessToken
  }
  return { ...credentials, user: first.user, token }
}

const halfLife = ({ expiresIn }: Session) => Date.now() + (expiresIn * 1000) / 2
