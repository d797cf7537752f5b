// Data that are kept under a name, by containers as by native processes.
import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { volumeOf } from '../container.ts'
import { chooseWay } from '../docker.ts'
import { freeVolume } from '../engine.ts'
import { localFolder, openFolder } from '../folders.ts'
import { startRun } from './given-run.ts'
import { query } from './query.ts'

const name = `spec-${process.pid}`

describe('kept data', function () {
  this.timeout(60_000)
  after(async () => {
    for (const folder of [localFolder, openFolder]) {
      await rm(join(folder, 'data', name), { recursive: true, force: true })
    }
    if ((await chooseWay(['postgres'], () => {})) === 'native') return
    await freeVolume(volumeOf(name, 'postgres'), true)
  })

  it('survive the end of a run and even its murder', async () => {
    const first = await startRun(['postgres', name])
    await query(first.servers.postgresUrl, 'create table notes as select 1 as number')
    await first.end()

    const second = await startRun(['postgres', name])
    await query(second.servers.postgresUrl, 'insert into notes values (2)')
    await second.kill()

    const third = await startRun(['postgres', name])
    const notes = await query(third.servers.postgresUrl, 'select number from notes order by 1')
    await third.end()
    assert.deepEqual(notes, [{ number: 1 }, { number: 2 }])
  })

  it('belong to one run at a time', async () => {
    const first = await startRun(['postgres', name])
    await assert.rejects(startRun(['postgres', name]), /are in use by another run \(process \d+\)/)
    await first.end()
  })
})
