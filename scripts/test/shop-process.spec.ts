// A process of the shop that does not start, or dies: what is said of it and what is done about it.
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { privateFolder } from '../infra/folders.ts'
import { freePort } from '../infra/ports.ts'
import { makeShopProcess } from '../task/shop-process.ts'
import { until } from '../until.ts'

const listening = `
  import { createServer } from 'node:http'
  createServer((_, response) => response.end()).listen(Number(process.env['PORT']))`

describe('a process of the shop', function () {
  this.timeout(60_000)
  let stack: AsyncDisposableStack
  let lines: string[]
  beforeEach(() => {
    stack = new AsyncDisposableStack()
    lines = []
  })
  afterEach(() => stack.disposeAsync())

  async function given(
    body: string,
    options: { migration?: string; restart?: boolean; readyWithinMs?: number } = {},
  ) {
    const { path } = stack.use(await privateFolder('process'))
    const [main, migrate] = [join(path, 'main.ts'), join(path, 'migrate.ts')]
    await writeFile(main, body)
    if (options.migration) await writeFile(migrate, options.migration)
    const port = await freePort()
    const readyUrl = `http://localhost:${port}/health/ready`
    const logFile = join(path, 'mug-service.log')
    const shopProcess = makeShopProcess({
      name: 'mug-service',
      main,
      migrate: options.migration && migrate,
      env: { ...process.env, PORT: String(port) },
      readyUrl,
      ...(options.readyWithinMs && { readyWithinMs: options.readyWithinMs }),
      logFile,
      restart: options.restart ?? false,
      report: (line) => void lines.push(line),
    })
    return { ...stack.use(shopProcess), readyUrl, logFile }
  }
  type ShopProcess = Awaited<ReturnType<typeof given>>
  async function open(shopProcess: ShopProcess) {
    await shopProcess.prepare()
    await shopProcess.start()
  }
  const pids = () => lines.flatMap((line) => / pid (\d+)/.exec(line)?.[1] ?? [])

  it('that ends before it is ready is named, with the end of its log', async () => {
    const mug = await given(`console.log('no handle'); process.exitCode = 3`)
    await assert.rejects(open(mug), {
      name: 'Fault',
      message: /^mug-service ended before it was ready \(exit code 3\)[^]*\nno handle$/,
    })
  })

  it('that never becomes ready is named, with the end of its log', async () => {
    const baking = `console.log('still baking'); setInterval(() => {}, 1000)`
    const mug = await given(baking, { readyWithinMs: 3000 })
    await assert.rejects(open(mug), {
      name: 'Fault',
      message: /^mug-service is not ready after 3 s[^]*\nstill baking$/,
    })
  })

  it('whose migration fails is not started', async () => {
    const mug = await given(listening, { migration: `throw new Error('no such table')` })
    await assert.rejects(open(mug), { message: /^mug-service could not migrate[^]*no such table/ })
    assert.deepEqual(pids(), [])
  })

  it('is told to keep little memory that it does not use', async () => {
    const told = `console.log(process.execArgv.join(), process.env['MALLOC_ARENA_MAX'])`
    const mug = await given(`${told};${listening}`)
    await open(mug)
    assert.match(await readFile(mug.logFile, 'utf8'), /^--max-semi-space-size=8 2$/m)
  })

  it('that dies is started again after a second, as often as it dies', async () => {
    const mug = await given(listening, { restart: true })
    await open(mug)
    for (const times of [1, 2]) {
      const diedAt = Date.now()
      process.kill(Number(pids().at(-1)), 'SIGKILL')
      await until(
        'it is ready again',
        async () => pids().length,
        (count) => count > times,
      )
      assert.ok(Date.now() - diedAt >= 1000, 'too early')
    }
    assert.equal(new Set(pids()).size, 3)
    assert.ok(lines.includes('mug-service: died (SIGKILL), to be started again in a second'))
  })

  it('that we kill stays dead until we start it', async () => {
    const mug = await given(listening, { restart: true })
    await open(mug)
    await mug.kill()
    assert.throws(() => process.kill(Number(pids()[0]), 0))
    await mug.start()
    assert.equal(pids().length, 2)
    assert.ok(!lines.join().includes('died'))
  })

  it('that is paused takes connections and says nothing until it is resumed', async () => {
    const mug = await given(listening)
    await open(mug)
    const ask = (withinMs: number) => fetch(mug.readyUrl, { signal: AbortSignal.timeout(withinMs) })
    mug.pause()
    await assert.rejects(ask(500), { name: 'TimeoutError' })
    mug.resume()
    assert.equal((await ask(5000)).status, 200)
  })

  it('that is paused can be killed, and stops as one that is not', async () => {
    const mug = await given(
      `${listening}\nprocess.on('SIGTERM', () => { console.log('stopped'); process.exit(0) })`,
    )
    await open(mug)
    mug.pause()
    await mug.kill()
    assert.throws(() => process.kill(Number(pids()[0]), 0))
    await mug.start()
    mug.pause()
    await mug[Symbol.asyncDispose]()
    assert.match(await readFile(mug.logFile, 'utf8'), /stopped/)
  })

  it('that is stopped between its death and its new start stays dead', async () => {
    const mug = await given(listening, { restart: true })
    await open(mug)
    process.kill(Number(pids()[0]), 'SIGKILL')
    await until(
      'its death is noticed',
      async () => lines.join(),
      (text) => text.includes('died'),
    )
    await mug[Symbol.asyncDispose]()
    assert.equal(pids().length, 1)
  })
})
