// Topics that forget nothing.
import assert from 'node:assert/strict'
import { makeKafka, makeTopics } from '../kafka-client.ts'
import { keepForEver } from '../kafka-retention.ts'
import { givenKafka, type GivenKafka } from './given-kafka.ts'

const topicKind = 2

describe('a topic that keeps its messages for ever', () => {
  let given: GivenKafka
  before(async () => (given = await givenKafka()))
  after(() => given.close())

  async function settingsOf(topic: string, ...names: string[]) {
    const admin = makeKafka(given.place).admin()
    await admin.connect()
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: topicKind, name: topic, configNames: names }],
    })
    await admin.disconnect()
    const found = new Map(
      resources[0]!.configEntries.map((one) => [one.configName, one.configValue]),
    )
    return names.map((name) => found.get(name))
  }

  it('may have been one that forgets, and stays as it is otherwise', async () => {
    const kafka = makeKafka(given.place)
    const topic = `${given.prefix}kept`
    await makeTopics(kafka, [topic])
    const admin = kafka.admin()
    await admin.connect()
    const configEntries = [
      { name: 'retention.ms', value: '604800000' },
      { name: 'max.message.bytes', value: '123456' },
    ]
    const resources = [{ type: topicKind, name: topic, configEntries }]
    await admin.alterConfigs({ validateOnly: false, resources })
    await admin.disconnect()
    assert.deepEqual(await settingsOf(topic, 'retention.ms'), ['604800000'])

    assert.equal(await keepForEver(kafka, topic), true)
    const now = await settingsOf(topic, 'retention.ms', 'max.message.bytes')
    assert.deepEqual(now, ['-1', '123456'])
    assert.equal(await keepForEver(kafka, topic), false)
  })
})
