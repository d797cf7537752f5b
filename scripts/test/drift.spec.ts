// Nothing differs between neighbouring phases without a reason; and whatever drifts is noticed, named and told how to mend.
import assert from 'node:assert/strict'
import { compare } from '../diff/compare.ts'
import { gate } from '../diff/drift.ts'
import { neighbours } from '../diff/pair.ts'
import { update } from '../diff/update.ts'
import { runTool } from '../task/tool.ts'
import { phaseNumbers } from '../task/phase-argument.ts'
import { skipWithoutGit } from './given-git.ts'
import { givenPhases, lines } from './given-phases.ts'

describe('what lies between two phases', () => {
  before(skipWithoutGit)

  it('is looked at for all neighbours', () => {
    assert.equal(neighbours().length, phaseNumbers().length - 1)
    assert.ok(neighbours().length > 0)
  })

  for (const pair of neighbours()) {
    it(`is written down for ${pair.name}`, async () => {
      const drift = await gate(pair)
      if (drift.length > 0) assert.fail(drift.join('\n'))
    })
  }
})

describe('the drift gate', () => {
  before(skipWithoutGit)
  let phases: Awaited<ReturnType<typeof givenPhases>>
  beforeEach(async () => (phases = await givenPhases()))
  afterEach(() => phases[Symbol.asyncDispose]())

  const drift = async () => (await gate(phases.pair)).join('\n')
  const [yml, chapter] = ['docs/changes/0-1.yml', 'docs/phase-1-mug.md']
  const updating = async () =>
    update(await compare(phases.pair.before, phases.pair.after), phases.pair)

  it('has nothing to say where all is written down', async () => {
    assert.equal(await drift(), '')
  })

  it('names a file that was edited in one phase only', async () => {
    await phases.write('phase-1-mug/shared/log.ts', '// Logs more.\n')
    assert.equal(
      await drift(),
      'shared/log.ts is not the same in both phases: make it so ' +
        '(cp phase-1-mug/shared/log.ts phase-0-shop/shared/log.ts, or the other way round), ' +
        'or say why under "edited" in docs/changes/0-1.yml',
    )
  })

  it('names a file that is listed and was not edited', async () => {
    await phases.write('phase-1-mug/start.ts', lines(20))
    assert.match(await drift(), /^start.ts was not edited: delete its line under "edited"/)
  })

  it('names a file that has moved and is not listed, or not from there', async () => {
    await phases.replace(yml, 'from: modules/mug/mug.ts', 'from: modules/mug/cup.ts')
    const [unlisted, stale] = (await drift()).split('\n')
    assert.match(unlisted!, /^services\/mug\/mug.ts moved here .* is not listed: run npm run diff/)
    assert.match(stale!, /^services\/mug\/mug.ts did not move here from modules\/mug\/cup.ts: run/)
  })

  it('wants the similarity that it measures, and the reason for what was edited', async () => {
    await phases.replace(yml, 'similarity: 97', 'similarity: 98')
    assert.match(await drift(), /^services\/mug\/mug.ts is 97 % the same as .*, not 98 %: run npm/)
    await phases.replace(yml, 'similarity: 98\n    why: a mug has a handle', 'similarity: 97')
    assert.match(await drift(), /^services\/mug\/mug.ts was edited when it moved: say why/)
  })

  it('refuses a move of less than 90 %, listed or taken by git for one', async () => {
    const spec = 'phase-1-mug/services/mug/test/mug.spec.ts'
    await phases.write(spec, `${lines(30)}${lines(8)}`)
    await phases.replace(yml, 'similarity: 100', 'similarity: 79')
    assert.match(
      await drift(),
      /^services\/mug\/test\/mug.spec.ts is only 79 % the same as modules\/mug\/test\/mug.spec.ts, and 90 % is the least: move the file as it is, and put what is new into a new file/,
    )
  })

  it('names a file that is gone without a word, and one that came back', async () => {
    await phases.remove('phase-1-mug/README.md')
    assert.match(await drift(), /^README.md is gone: bring it back, or say why under "gone"/)
    await phases.write('phase-1-mug/README.md', '# A shop\n')
    await phases.write('phase-1-mug/modules/spoon/spoon.ts', 'no more spoons\n')
    assert.match(await drift(), /^modules\/spoon\/spoon.ts is not gone: delete its line/)
  })

  it('does not look into node_modules', async () => {
    await phases.write('phase-1-mug/node_modules/knife/index.js', 'no more spoons\n')
    assert.equal(await drift(), '')
  })

  it('is not passed by two folders that have nothing in common, or by one that is not there', async () => {
    await phases.remove('phase-0-shop')
    await assert.rejects(drift(), { code: 'ENOENT' })
    await phases.write('phase-0-shop/other.ts', 'something else\n')
    assert.match(await drift(), /^phase-0-shop and phase-1-mug have no file in common/)
  })

  const refusals: [string, string, string, RegExp][] = [
    [
      'a key that is there twice',
      'gone:',
      'edited:',
      /^0-1.yml: Map keys must be unique at line 13/,
    ],
    ['an unknown key', 'gone:', 'deleted:', /^0-1.yml: unknown key "deleted", there are moved/],
    [
      'no reason',
      ': nobody bought spoons',
      ':',
      /spoon.ts under "gone" has no reason of one line$/,
    ],
    ['a move of unknown kind', 'why:', 'because:', /entry 1 .* has an unknown key "because"$/],
    ['a move to nowhere', 'to: services/mug/mug.ts', 'to:', /entry 1 .* has no proper "to"$/],
    ['a move listed twice', 'test/mug.spec.ts\n    sim', 'mug.ts\n    sim', /mug.ts is twice/],
  ]
  for (const [what, text, by, message] of refusals) {
    it(`refuses a list with ${what}`, async () => {
      await phases.replace(yml, text, by)
      assert.match(await drift(), message)
    })
  }

  it('notices a table in the chapter that is stale, or missing', async () => {
    await phases.replace(yml, 'nobody bought spoons', 'nobody bought them')
    assert.equal(
      await drift(),
      'the table of changes in docs/phase-1-mug.md is stale: run npm run diff -- 0 1 --update',
    )
    await phases.write(chapter, '# Phase 1: the mug\n')
    assert.match(await drift(), /^docs\/phase-1-mug.md has no place for the table of changes: add/)
  })

  it('is content after an update, which keeps reasons, comments and order', async () => {
    const [listed, told] = [await phases.read(yml), await phases.read(chapter)]
    await phases.replace(yml, '97', '11')
    await phases.replace(yml, 'to: services/mug/test/', 'to: services/mug/')
    await phases.replace(chapter, '97 %', 'half')
    await updating()
    assert.equal(await drift(), '')
    assert.equal(await phases.read(yml), listed)
    assert.equal(await phases.read(chapter), told)
  })

  it('is told of all moves by an update where nothing is written down yet', async () => {
    await phases.remove(yml)
    await updating()
    assert.match(
      await phases.read(yml),
      /to: services\/mug\/test\/mug.spec.ts\n    similarity: 100/,
    )
    const missing = ['mug.ts was edited when', 'start.ts is not the same', 'spoon.ts is gone']
    const found = (await drift()).split('\n')
    assert.equal(found.length, missing.length)
    missing.forEach((text, index) => assert.ok(found[index]!.includes(text), text))
  })

  it('wants what the formatter would leave as it is', async () => {
    const { changesFile, chapterFile } = phases.pair
    const { code, output } = await runTool(['oxfmt', '--check', changesFile, chapterFile])
    assert.equal(code, 0, output)
  })
})
