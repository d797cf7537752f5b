// A run with servers as a process of its own, for specs that kill it. It prints their addresses and goes on until
// its input ends.
import { once } from 'node:events'
import { startServers } from '../infra.ts'
import type { ServerName } from '../infra.ts'

const [names = '', keepData] = process.argv.slice(2)
const options = keepData ? { keepData } : {}
await using servers = await startServers(names.split(',') as ServerName[], options)
console.log(JSON.stringify(servers))
await once(process.stdin.resume(), 'end')
