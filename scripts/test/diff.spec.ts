// npm run diff: what a reader sees of two phases, and what is said to one who mistypes.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { compare } from '../diff/compare.ts'
import { patchOf } from '../diff/patch.ts'
import { print } from '../diff/print.ts'
import { root } from '../task/places.ts'
import { skipWithoutGit } from './given-git.ts'
import { givenPhases } from './given-phases.ts'

describe('the diff of two phases', () => {
  before(skipWithoutGit)
  let phases: Awaited<ReturnType<typeof givenPhases>>
  beforeEach(async () => (phases = await givenPhases()))
  afterEach(() => phases[Symbol.asyncDispose]())

  const find = () => compare(phases.pair.before, phases.pair.after)
  const text = async () => stripVTControlCharacters(print(await find(), phases.pair))
  const patch = async (file: string) =>
    stripVTControlCharacters(patchOf(file, await find(), phases.pair))

  it('tells what moved, was edited, is new and is gone, and why', async () => {
    assert.equal(
      await text(),
      `\
phase-0-shop → phase-1-mug

MOVED  2 files  97 % or more similar  +1
  modules/mug/ → services/mug/
   97 %    +1  mug.ts       a mug has a handle
  modules/mug/test/ → services/mug/test/
  100 %        mug.spec.ts

EDITED  1 file  +1
  ./
    +1  start.ts  mugs are served over gRPC | and nothing else

NEW  1 file  +4
  services/mug/
    +4  mug-grpc.ts  Proto in, one call, proto out

GONE  1 file  -1
  modules/spoon/
    -1  spoon.ts  nobody bought spoons

UNTOUCHED  3 files, the same to the byte

In this order: services and modules, contracts, what starts the process, shared, tests, the rest; of folders and of files, the one that changed most comes first.
One file: npm run diff -- 0 1 --patch FILE`,
    )
  })

  it('puts first what teaches most', async () => {
    const paths = ['compose.yaml', 'shared/log.ts', 'shared/test/a.ts', 'start.ts']
    for (const path of [...paths, 'contracts/mug-api.ts', 'modules/cup/cup.ts']) {
      await phases.write(`phase-1-mug/${path}`, '// Much more.\n'.repeat(50))
    }
    await phases.write('phase-1-mug/modules/cup/cup-rules.ts', '// More.\n'.repeat(60))
    const names = (await text()).match(/\S+\.(ts|yaml)(?=  |$)/gm)
    const [start, log, ...fresh] = ['start.ts', 'log.ts', 'cup-rules.ts', 'cup.ts', 'mug-grpc.ts']
    const expected = [start, log, ...fresh, 'mug-api.ts', 'a.ts', 'compose.yaml', 'spoon.ts']
    assert.deepEqual(names, ['mug.ts', 'mug.spec.ts', ...expected])
  })

  it('shows one file, by either of its names or by the end of it', async () => {
    const expected =
      /^diff --git a\/phase-0-shop\/modules\/mug\/mug.ts b\/phase-1-mug\/services\/mug\/mug.ts\n/
    for (const name of [
      'services/mug/mug.ts',
      'modules/mug/mug.ts',
      'mug.ts',
      './mug.ts',
      'docs/../phase-0-shop/modules/mug/mug.ts',
    ]) {
      assert.match(await patch(name), expected, name)
    }
    assert.match(await patch('start.ts'), /\n\+startGrpc\(\)$/)
    assert.match(await patch('mug-grpc.ts'), /^new file mode[^]*\n\+serve\(\)$/m)
    assert.match(await patch('spoon.ts'), /^deleted file mode[^]*\n-no more spoons$/m)
    assert.match(await patch('mug.spec.ts'), /mug.spec.ts is to the byte what .*mug.spec.ts is$/)
  })

  it('names the nearest if there is no such file, and all that may be meant', async () => {
    const nearest = /^no file "strat.ts" in these phases; the nearest is start.ts$/
    await assert.rejects(patch('strat.ts'), { name: 'Fault', message: nearest })
    await phases.write('phase-1-mug/services/spoon/mug.ts', '// Another.\n')
    const several = /^"mug.ts" may be modules\/mug\/mug.ts, services\/mug\/mug.ts, services\/spoon/
    await assert.rejects(patch('mug.ts'), { name: 'Fault', message: several })
  })
})

describe('npm run diff', () => {
  before(skipWithoutGit)
  const environment = { ...process.env, FORCE_COLOR: undefined, NO_COLOR: undefined }

  function run(args: string[], env: Record<string, string> = {}) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [join(root, 'scripts', 'diff.ts'), ...args],
      { cwd: '/', encoding: 'utf8', env: { ...environment, ...env } },
    )
    return { status, output: stdout + stderr }
  }

  it('is plain text in a pipe, from anywhere', () => {
    const { status, output } = run(['0', '1'], { GIT_EXTERNAL_DIFF: 'false' })
    assert.equal(status, 0)
    assert.match(output, /^phase-0-monolith → phase-1-cart\n\nMOVED {2}\d+ files/)
    assert.match(run(['0', '1', '--patch', 'start.ts']).output, /^diff --git .*\n.*\n--- a/)
    assert.ok(!output.includes('\x1b'))
  })

  it('has colours where they are wanted', () => {
    for (const patch of [[], ['--patch', 'start.ts']]) {
      const { output } = run(['0', '1', ...patch], { FORCE_COLOR: '1' })
      assert.ok(output.includes('\x1b['))
    }
  })

  const refusals: [string, string[], RegExp][] = [
    ['one phase', ['0'], /^two phases are compared. Usage: npm run diff -- <phase> <phase>/],
    ['three phases', ['0', '1', '0'], /^two phases are compared/],
    ['the same phase twice', ['1', '1'], /^phase 1 is phase 1/],
    ['an unknown phase', ['0', '9'], /^no phase "9", there is: 0, 1/],
    ['an unknown option', ['0', '1', '--pach'], /^Unknown option '--pach'. Usage: npm run diff/],
    ['an unknown file', ['0', '1', '--patch', 'strat.ts'], /the nearest is start.ts$/],
    ['an update backwards', ['1', '0', '--update'], /^only what lies between neighbours/],
  ]
  for (const [what, args, message] of refusals) {
    it(`refuses ${what} in one line`, () => {
      const { status, output } = run(args)
      assert.equal(status, 1)
      assert.match(output.trimEnd(), message)
      assert.equal(output.trimEnd().split('\n').length, 1)
    })
  }

  it('says what to do where there is no git', () => {
    const { status, output } = run(['0', '1'], { PATH: '/nowhere' })
    assert.equal(status, 1)
    assert.match(output, /^there is no git here: install it first, e.g. apt-get install git\n$/)
  })
})
