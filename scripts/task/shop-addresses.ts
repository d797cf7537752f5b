// Where everything of a running shop is found: its processes, their databases and broker, their logs.
import { relative } from 'node:path'
import type { Phase, Process } from '../phases.ts'
import type { Shop } from '../shop.ts'
import { inColumns } from './columns.ts'

export function addressTable({ processes }: Phase, shop: Shop, logs: string): string {
  const rowOf = ({ name, ports, opsPort }: Process) => {
    const variables = Object.keys(ports)
    const http = variables.find((variable) => !/_(OPS|GRPC)_PORT$/.test(variable))
    const grpc = variables.find((variable) => variable.endsWith('_GRPC_PORT'))
    return [
      name,
      http ? `http://${shop.addressOf(http)}` : '',
      grpc ? `gRPC ${shop.addressOf(grpc)}` : '',
      `http://${shop.addressOf(opsPort)}/health/ready`,
    ]
  }
  const { databaseUrls, rabbitmqUrl, kafkaBrokers } = shop
  const brokers = Object.entries({ RabbitMQ: rabbitmqUrl, Kafka: kafkaBrokers })
  const rows = [
    ...Object.entries(databaseUrls),
    ...brokers.filter(([, address]) => address),
    ['logs', relative('.', logs)],
  ]
  return [...inColumns(processes.map(rowOf)), '', ...inColumns(rows)]
    .map((line) => `  ${line}`.trimEnd())
    .join('\n')
}
