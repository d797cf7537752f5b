// Logs, as an operator finds them on the standard output of a process.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const module = JSON.stringify(new URL('../log.ts', import.meta.url).href)

async function logged(work: string): Promise<Record<string, unknown>[]> {
  const script = `import { makeLog } from ${module}; ${work}`
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', script])
  const lines = stdout.trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

describe('logs', () => {
  it('are one JSON line an event, with the name of the service', async () => {
    const [line] = await logged(`makeLog('cart-service', 'info').info({ lines: 3 }, 'emptied')`)
    assert.deepEqual(
      [line?.['name'], line?.['lines'], line?.['msg']],
      ['cart-service', 3, 'emptied'],
    )
  })

  it('leave out what is below their level', async () => {
    const lines = await logged(
      `const log = makeLog('s', 'warn'); log.info('quiet'); log.warn('loud')`,
    )
    assert.deepEqual(
      lines.map(({ msg }) => msg),
      ['loud'],
    )
  })

  it('have no secrets', async () => {
    const secrets = `{ password: 'hunter2', body: { accessToken: 'hunter2' }, headers: { authorization: 'hunter2' } }`
    const lines = await logged(`makeLog('auth-service', 'info').info(${secrets}, 'login')`)
    assert.equal(lines[0]?.['msg'], 'login')
    assert.doesNotMatch(JSON.stringify(lines), /hunter2/)
  })
})
