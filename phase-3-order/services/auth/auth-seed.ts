// The two accounts that every demonstration of the shop begins with.
import type { Knex } from 'knex'
import { v7 as uuidv7 } from 'uuid'
import { hashPassword } from './auth-password.ts'
import { insertAccount } from './auth-store.ts'

const accounts = [
  { email: 'demo@shop.example', password: 'demo-password-1', role: 'customer' },
  { email: 'admin@shop.example', password: 'admin-password-1', role: 'admin' },
] as const

/** Adds what is missing; an account that is there stays as it is. */
export async function seedAccounts(db: Knex, scryptLog2Cost: number): Promise<void> {
  for (const { email, password, role } of accounts) {
    const passwordHash = await hashPassword(password, scryptLog2Cost)
    await insertAccount(db, { id: uuidv7(), email, role, passwordHash })
  }
}
