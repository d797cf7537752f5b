// How fast the machine is at present, by what no phase changes: the way to Postgres and back. Machines that share their
// cores, caches and memory with others are not as fast at all times, and a load average does not tell.
import { Client } from 'pg'

const trips = 2_000

/** Microseconds for one of them. Takes less than a second; nobody else should be busy meanwhile. */
export async function measurePace(postgresUrl: string): Promise<number> {
  const postgres = new Client({ connectionString: postgresUrl })
  try {
    await postgres.connect()
    const began = performance.now()
    for (let trip = 0; trip < trips; trip++) {
      await postgres.query({ name: 'trip', text: 'select $1::int', values: [trip] })
    }
    return ((performance.now() - began) * 1_000) / trips
  } finally {
    await postgres.end()
  }
}
