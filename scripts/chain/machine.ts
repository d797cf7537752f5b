// What the numbers were measured on.
import { arch, availableParallelism, cpus, loadavg, platform } from 'node:os'
import { Client } from 'pg'

export async function describeMachine(postgresUrl: string): Promise<string> {
  const postgres = new Client({ connectionString: postgresUrl })
  try {
    await postgres.connect()
    const { rows } = await postgres.query<{ server_version: string }>('show server_version')
    const model = cpus()[0]?.model.trim() ?? 'unknown processor'
    const cores = availableParallelism()
    const software = `Node ${process.versions.node}, Postgres ${rows[0]!.server_version.split(' ')[0]}`
    return `${software}, ${platform()} ${arch()}, ${cores} of ${model}`
  } finally {
    await postgres.end()
  }
}

/** Of the last minute: what else the machine had to do is in the numbers as well. */
export const load = (): string => loadavg()[0]!.toFixed(2)
