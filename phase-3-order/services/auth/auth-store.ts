// All SQL about accounts, and about the key that signs their tokens.
import type { JWK_OKP_Private } from 'jose'
import type { Knex } from 'knex'
import type { User } from '../../contracts/auth-api.ts'

export type Account = User & { passwordHash: string }
export type SigningKey = { id: string; privateJwk: JWK_OKP_Private }

type UserRow = Pick<User, 'id' | 'email' | 'role'> & { password_hash: string }
type SigningKeyRow = { id: string; private_jwk: JWK_OKP_Private }

/** False where the email has an account already. */
export async function insertAccount(db: Knex, account: Account): Promise<boolean> {
  const { id, email, role, passwordHash } = account
  const row: UserRow = { id, email, role, password_hash: passwordHash }
  const inserted = await db<UserRow>('users')
    .insert(row)
    .onConflict('email')
    .ignore()
    .returning('id')
  return inserted.length > 0
}

export async function findAccount(db: Knex, email: string): Promise<Account | undefined> {
  const row = await db<UserRow>('users').where({ email }).first()
  return row && { id: row.id, email: row.email, role: row.role, passwordHash: row.password_hash }
}

export async function findSigningKey(db: Knex): Promise<SigningKey | undefined> {
  const row = await db<SigningKeyRow>('signing_keys').first()
  return row && { id: row.id, privateJwk: row.private_jwk }
}

/** Does nothing where there is a key: the table takes only one. */
export async function insertSigningKey(db: Knex, { id, privateJwk }: SigningKey): Promise<void> {
  await db<SigningKeyRow>('signing_keys')
    .insert({ id, private_jwk: privateJwk })
    .onConflict()
    .ignore()
}
