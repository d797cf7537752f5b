// What native and containerised Kafka have in common: one node that is broker and controller.
import { kafkaClient } from './kafka-client.ts'

type Listeners = { broker: string; controller: string; advertised: string; voter: string }

/** The names of Kafka's configuration file; its image takes the same ones from the environment. */
export const kafkaSettings = ({ broker, controller, advertised, voter }: Listeners) => ({
  'node.id': '1',
  'process.roles': 'broker,controller',
  listeners: `PLAINTEXT://${broker},CONTROLLER://${controller}`,
  'advertised.listeners': `PLAINTEXT://${advertised}`,
  'controller.listener.names': 'CONTROLLER',
  'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
  // Static voters: unlike bootstrap servers they may change their port from one start to the next.
  'controller.quorum.voters': `1@${voter}`,
  'auto.create.topics.enable': 'false', // a misspelt topic must fail
  'offsets.topic.num.partitions': '1',
  'offsets.topic.replication.factor': '1',
  'transaction.state.log.num.partitions': '1',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'group.initial.rebalance.delay.ms': '0', // no waiting for more members
})

/** Has a group's offsets read: with an open port alone, joining a group would fail for some seconds more. */
export async function findCoordinator(brokers: string) {
  const admin = kafkaClient(brokers).admin({ retry: { retries: 0 } })
  try {
    await admin.connect()
    await admin.fetchOffsets({ groupId: 'ready' })
  } finally {
    await admin.disconnect()
  }
}
