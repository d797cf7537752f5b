// Reads the environment once and tells all that is wrong with it in one line.
export class ConfigError extends Error {
  override name = 'ConfigError'
}

/** `text` and `int` read a variable or take the fallback; `check` throws a ConfigError that names every problem. */
export function envReader(env: NodeJS.ProcessEnv) {
  const problems: string[] = []

  function text(name: string, fallback?: string): string {
    const value = env[name] || fallback
    if (value === undefined) problems.push(`${name} is missing`)
    return value ?? ''
  }

  function int(name: string, fallback: number, { min = 0, max = 2 ** 31 - 1 } = {}): number {
    const value = env[name] || String(fallback)
    const number = /^\d+$/.test(value) ? Number(value) : NaN
    if (number >= min && number <= max) return number
    problems.push(`${name} cannot be "${value}" (a whole number from ${min} to ${max})`)
    return fallback
  }

  function url(name: string, protocols: string[], fallback?: string): string {
    const value = text(name, fallback)
    const protocol = URL.canParse(value) ? new URL(value).protocol : ''
    if (value && !protocols.includes(protocol)) {
      problems.push(`${name} is not a URL that starts with ${protocols.join(' or ')}//`)
    }
    return value
  }

  function oneOf<Value extends string>(name: string, values: readonly Value[], fallback: Value) {
    const value = env[name] || fallback
    const found = values.find((one) => one === value)
    if (!found) problems.push(`${name} cannot be "${value}" (one of ${values.join(', ')})`)
    return found ?? fallback
  }

  function check() {
    if (problems.length > 0) throw new ConfigError(`bad configuration: ${problems.join('; ')}`)
  }

  return { text, int, url, oneOf, check }
}
