// The only reader of the environment. Everything that is wrong with it is told in one line.
import { z } from 'zod'

export class ConfigError extends Error {
  override name = 'ConfigError'
}

const wholeNumber = (fallback: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, `must be a whole number from 0 to ${max}`)
    .transform(Number)
    .pipe(z.number().max(max, `must be a whole number from 0 to ${max}`))
    .default(fallback)

const variables = z.object({
  PROVIDER_PORT: wholeNumber(8090, 65_535),
  PROVIDER_DATABASE_URL: z.url({
    protocol: /^postgres(ql)?$/,
    error: ({ input }) => (input ? 'must be a URL that starts with postgres://' : 'is missing'),
  }),
  PROVIDER_SLOW_MS: wholeNumber(5_000, 3_600_000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
})

export type Config = ReturnType<typeof readConfig>

export function readConfig(env: NodeJS.ProcessEnv) {
  const filled = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const { data, error } = variables.safeParse(filled)
  if (error) {
    const problems = error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
    throw new ConfigError(`bad configuration: ${problems.join('; ')}`)
  }
  return {
    port: data.PROVIDER_PORT,
    databaseUrl: data.PROVIDER_DATABASE_URL,
    slowMs: data.PROVIDER_SLOW_MS,
    logLevel: data.LOG_LEVEL,
  }
}
