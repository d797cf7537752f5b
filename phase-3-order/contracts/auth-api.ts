// What the auth module promises: accounts, and tokens that everyone can verify without asking it.
import type { JSONWebKeySet } from 'jose'

export type Role = 'customer' | 'admin'
export type Credentials = { email: string; password: string }
export type User = { id: string; email: string; role: Role }
export type Session = { accessToken: string; tokenType: 'Bearer'; expiresIn: number; user: User }

export type AuthApi = {
  /** Errors: conflict `email_taken`. */
  register(credentials: Credentials): Promise<Session>
  /** Errors: unauthenticated `invalid_credentials`, alike for a wrong password and an unknown user. */
  login(credentials: Credentials): Promise<Session>
  /** The public keys (RFC 7517) that verify the tokens. */
  getKeys(): Promise<JSONWebKeySet>
}
