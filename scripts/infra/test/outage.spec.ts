// A server of a spec's own can be taken away. RabbitMQ and Kafka are taken away where it matters what becomes of a shop.
import assert from 'node:assert/strict'
import { startOwn } from '../infra.ts'
import { query } from './query.ts'

describe('an outage of Postgres', function () {
  this.timeout(60_000)

  it('is a crash, after which it has the same address and all that was committed', async () => {
    await using server = await startOwn('postgres')
    const { address, outage } = server
    await query(address, 'create table notes as select 1 as note')
    await outage!.begin()
    await assert.rejects(query(address, 'select 1'), { code: 'ECONNREFUSED' })
    await outage!.end()
    assert.deepEqual(await query(address, 'select note from notes'), [{ note: 1 }])
  })
})
