// The ports of a phase: those of the table, as the environment changes them, or free ones.
import { Fault } from '../fail.ts'
import { freePort, isFree } from '../infra/ports.ts'
import type { Phase } from '../phases.ts'

export type Ports = Record<string, number>

const wishes = ({ processes }: Phase): Ports =>
  Object.assign({}, ...processes.map(({ ports }) => ports))

export async function freePorts(phase: Phase): Promise<Ports> {
  const ports = Object.keys(wishes(phase)).map(async (name) => [name, await freePort()])
  return Object.fromEntries(await Promise.all(ports))
}

/** The ports of `npm start`, of which none may be busy. */
export async function fixedPorts(phase: Phase, env = process.env): Promise<Ports> {
  const ports: Ports = {}
  for (const [name, usual] of Object.entries(wishes(phase))) {
    const port = Number(env[name] || usual)
    if (!Number.isInteger(port) || port < 1 || port > 65_535) {
      throw new Fault(`${name} must be a port from 1 to 65535, not "${env[name]}"`)
    }
    const namesake = Object.keys(ports).find((other) => ports[other] === port)
    if (namesake) throw new Fault(`${namesake} and ${name} are both ${port}: give one another port`)
    ports[name] = port
  }
  for (const [name, port] of Object.entries(ports)) {
    if (await isFree(port)) continue
    throw new Fault(
      `port ${port} is busy. Stop what listens there, or choose another: ` +
        `${name}=${await freePort()} npm start`,
    )
  }
  return ports
}
