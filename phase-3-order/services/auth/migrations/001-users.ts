// Accounts, and the one key pair that signs their tokens.
import type { Migration } from '../../../shared/migrate.ts'

export const users: Migration = {
  name: 'auth/001-users',
  up: (db) =>
    db.raw(`
      create table users (
        id uuid primary key,
        email text not null constraint users_email_unique unique,
        password_hash text not null,
        role text not null constraint users_role_known check (role in ('customer', 'admin')),
        created_at timestamptz not null default now()
      );

      create table signing_keys (
        id text primary key,
        private_jwk jsonb not null,
        created_at timestamptz not null default now()
      );
      create unique index signing_keys_only_one on signing_keys ((true))`),
}
