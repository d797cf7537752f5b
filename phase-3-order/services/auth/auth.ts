// Accounts: opens them, and exchanges a password for an access token.
import type { Knex } from 'knex'
import { v7 as uuidv7 } from 'uuid'
import type { AuthApi, Session, User } from '../../contracts/auth-api.ts'
import { AppError } from '../../shared/errors.ts'
import { hashPassword, unusableHash, verifyPassword } from './auth-password.ts'
import { findAccount, insertAccount } from './auth-store.ts'
import type { Signer } from './auth-token.ts'

type Deps = { db: Knex; signer: Signer; scryptLog2Cost: number }

export function makeAuth({ db, signer, scryptLog2Cost }: Deps): AuthApi {
  // An unknown email costs as much time as a wrong password, so nobody can find out who is a customer.
  const hashOfNobody = unusableHash(scryptLog2Cost)

  const startSession = async (user: User): Promise<Session> => ({
    accessToken: await signer.sign(user),
    tokenType: 'Bearer',
    expiresIn: signer.ttlSeconds,
    user,
  })

  return {
    async register({ email, password }) {
      const user: User = { id: uuidv7(), email, role: 'customer' }
      const passwordHash = await hashPassword(password, scryptLog2Cost)
      const isNew = await insertAccount(db, { ...user, passwordHash })
      if (isNew) return startSession(user)
      throw new AppError('conflict', 'an account with this email exists', { code: 'email_taken' })
    },

    async login({ email, password }) {
      const account = await findAccount(db, email)
      const isRight = await verifyPassword(password, account?.passwordHash ?? hashOfNobody)
      if (account && isRight) {
        return startSession({ id: account.id, email: account.email, role: account.role })
      }
      throw new AppError('unauthenticated', 'no account has this email and password', {
        code: 'invalid_credentials',
      })
    },

    getKeys: async () => signer.publicKeys,
  }
}
