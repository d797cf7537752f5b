// The life of a process, seen from outside: how it ends, with which code, and what it says.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'

const shared = (file: string) => JSON.stringify(new URL(`../${file}`, import.meta.url).href)

/** Runs `start` as the start function of a process of its own. */
function givenProcess(start: string) {
  const script = `
    import { runUntilSignal } from ${shared('run.ts')}
    import { envReader } from ${shared('env.ts')}
    await runUntilSignal(async () => { ${start} })`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script])
  const errors = text(child.stderr)
  const ended = once(child, 'exit').then(([code]) => code as number | null)
  return { child, errors, ended, ready: once(child.stdout, 'data') }
}

// A timer keeps the process alive, as a server does. It is ready once it listens to signals.
const server = `
  const timer = setInterval(() => {}, 1000)
  setImmediate(() => console.log('ready'))`

describe('a process', () => {
  it('with a bad configuration says so in one line and fails', async () => {
    const { errors, ended } = givenProcess(`
      const { text, int, check } = envReader({ CART_PORT: 'http' })
      text('CART_DATABASE_URL')
      int('CART_PORT', 1)
      check()`)
    assert.equal(await ended, 1)
    const lines = (await errors).trim().split('\n')
    assert.equal(lines.length, 1)
    assert.match(lines[0]!, /^bad configuration: CART_DATABASE_URL is missing; CART_PORT cannot/)
  })

  it('that cannot start fails with the whole error', async () => {
    const { errors, ended } = givenProcess(`throw new TypeError('a bug')`)
    assert.equal(await ended, 1)
    assert.match(await errors, /TypeError: a bug\n +at /)
  })

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    it(`stops in order on ${signal}`, async () => {
      const { child, errors, ended, ready } = givenProcess(`${server}
        return { [Symbol.asyncDispose]: async () => (console.error('stopped'), clearInterval(timer)) }`)
      await ready
      child.kill(signal)
      assert.equal(await ended, 0)
      assert.equal(await errors, 'stopped\n')
    })
  }

  it('that does not want to stop ends at the second signal', async () => {
    const { child, ended, ready } = givenProcess(`${server}
      return { [Symbol.asyncDispose]: async () => (console.log('stopping'), new Promise(() => {})) }`)
    await ready
    const stopping = once(child.stdout, 'data')
    child.kill('SIGTERM')
    await stopping
    child.kill('SIGTERM')
    assert.equal(await ended, 1)
  })
})
