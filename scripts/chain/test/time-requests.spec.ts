// Whatever the shop sends its requests with, they are timed: npm run chain finds nothing to read otherwise.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { privateFolder } from '../../infra/folders.ts'
import { getPhase } from '../../phases.ts'
import { phaseNumbers } from '../../task/phase-argument.ts'
import { readTimes } from '../spent.ts'

const run = promisify(execFile)
const preload = pathToFileURL(join(import.meta.dirname, '../time-requests.ts')).href

describe('the requests of a process', () => {
  const phases = phaseNumbers().filter((phase) => !getPhase(phase).answersFirst)
  for (const phase of phases) {
    it(`of phase ${phase} to the card processor are timed, by what they ask for`, async () => {
      await using opened = new AsyncDisposableStack()
      const file = join(opened.use(await privateFolder('requests')).path, 'times')
      const provider = createServer((_, response) => setTimeout(() => response.end('{}'), 20))
      opened.defer(() => void provider.close())
      await once(provider.listen(0, '127.0.0.1'), 'listening')
      const url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
      const poster = pathToFileURL(join(getPhase(phase).folder, 'shared/post-json.ts')).href
      const program = `
        import { makePoster } from '${poster}'
        const post = makePoster({ url: '${url}', timeoutMs: 5_000 })
        for (const path of ['/charges?a=1', '/charges', '/refunds']) await post(path, {}, {})
        process.exit()`
      const args = [`--import=${preload}`, '--input-type=module', '-e', program]
      await run(process.execPath, args, { env: { ...process.env, REQUEST_TIMES: file } })
      const times = readTimes(await readFile(file, 'utf8'))
      const counts = [...times].map(([what, { count }]) => [what, count])
      assert.deepEqual(counts, [
        ['POST /charges', 2],
        ['POST /refunds', 1],
      ])
      for (const { count, ms } of times.values()) assert.ok(ms >= 15 * count, String(ms))
    })
  }
})
