// What has been compiled is kept where Node is told to keep it, and the next start finds all of it there.
import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { privateFolder } from '../../infra/folders.ts'
import { startOnce } from '../start-once.ts'

describe('a phase that has been started once', () => {
  const before = process.env['NODE_COMPILE_CACHE']
  afterEach(() => {
    if (before === undefined) delete process.env['NODE_COMPILE_CACHE']
    else process.env['NODE_COMPILE_CACHE'] = before
  })

  it('has nothing to compile the next time', async () => {
    await using folder = await privateFolder('compiled')
    process.env['NODE_COMPILE_CACHE'] = folder.path
    const startAndCount = async () => {
      await startOnce([0], () => {})
      return (await readdir(folder.path, { recursive: true })).length
    }
    const compiled = await startAndCount()
    assert.ok(compiled > 100, `${compiled} files`)
    assert.equal(await startAndCount(), compiled)
  })
})
