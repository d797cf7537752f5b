// Passwords: kept as scrypt hashes that name their own cost, so the cost can rise without locking anyone out.
import { randomBytes, scrypt, type ScryptOptions, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)

const blockSize = 8
const hashBytes = 32

/** `log2Cost` 17 takes 128 MB and about 0.3 s: what OWASP asks for. One more doubles both. */
export async function hashPassword(password: string, log2Cost: number): Promise<string> {
  const salt = randomBytes(16)
  return toText(log2Cost, salt, await hash(password, salt, log2Cost))
}

export async function verifyPassword(password: string, stored: string): Promise<boolean> {
  const [, , log2Cost, salt, expected] = stored.split('$')
  const actual = await hash(password, fromBase64(salt), Number(log2Cost))
  return timingSafeEqual(actual, fromBase64(expected))
}

/** Costs as much to verify as a real hash, and no password fits. */
export const unusableHash = (log2Cost: number) =>
  toText(log2Cost, randomBytes(16), randomBytes(hashBytes))

const toText = (log2Cost: number, salt: Buffer, hashed: Buffer) =>
  `$scrypt$${log2Cost}$${salt.toString('base64')}$${hashed.toString('base64')}`

const fromBase64 = (text = '') => Buffer.from(text, 'base64')

// Normalized, because keyboards differ in how they send the same é.
const hash = (password: string, salt: Buffer, log2Cost: number) =>
  derive(password.normalize('NFKC'), salt, hashBytes, {
    N: 2 ** log2Cost,
    r: blockSize,
    p: 1,
    maxmem: 2 ** log2Cost * blockSize * 256, // twice what it takes: Node's own limit is 32 MB
  })
