// Postgres in a container.
import { startContainer } from './container.ts'
import { freePort } from './ports.ts'
import { closePostgres, initdbOptions, serverOptions } from './postgres-common.ts'
import type { Driver } from './server.ts'

export const start: Driver = async (wish) =>
  startContainer(
    {
      name: 'postgres',
      title: 'Postgres',
      port: wish.isOwn ? { container: 5432, host: await freePort() } : 5432,
      command: ['postgres', ...serverOptions],
      environment: {
        POSTGRES_PASSWORD: wish.password,
        POSTGRES_INITDB_ARGS: initdbOptions.join(' '),
      },
      data: '/var/lib/postgresql',
      addressOf: (container) =>
        `postgres://postgres:${wish.password}@${container.getHost()}:${container.getMappedPort(5432)}/postgres`,
      check: closePostgres,
    },
    wish,
  )
