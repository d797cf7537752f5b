// Topics that keep their messages for ever: those that somebody may want to read again from the first one.
import type { KafkaClient } from './kafka-client.ts'

const retention = 'retention.ms'
const forEver = '-1'
const ofTopic = 2 // kafkajs' ConfigResourceTypes and ConfigSource, which only kafka-client.ts may name
const setByHand = 1

/** Also one that is there already and forgets after seven days, as Kafka does unless it is told otherwise. Hands back
 *  whether that had to be changed. */
export async function keepForEver(kafka: KafkaClient, topic: string): Promise<boolean> {
  const admin = kafka.admin()
  try {
    await admin.connect()
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: ofTopic, name: topic }],
    })
    const entries = resources[0]!.configEntries
    const found = entries.find(({ configName }) => configName === retention)
    if (found?.configValue === forEver) return false
    const others = entries
      .filter((entry) => isSetByHand(entry) && entry !== found)
      .map(({ configName, configValue }) => ({ name: configName, value: configValue }))
    // Those too, or they would go back to their defaults.
    const configEntries = [...others, { name: retention, value: forEver }]
    await admin.alterConfigs({
      validateOnly: false,
      resources: [{ type: ofTopic, name: topic, configEntries }],
    })
    return true
  } finally {
    await admin.disconnect()
  }
}

const isSetByHand = ({ configSource }: { configSource: number }) => configSource === setByHand
