// The documents keep up with the repository: what they link to is there, and what they tell people to run exists, and does without
// servers where they say so.
import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../task/places.ts'
import { runCommand } from '../task/tool.ts'

const documents = globSync(['*.md', 'docs/**/*.md', 'phase-*/*.md'], { cwd: root })
const textOf = (path: string) => readFileSync(join(root, path), 'utf8')

describe('the documents', () => {
  it('link only to what is there', () => {
    const links = documents.flatMap((path) =>
      [...textOf(path).matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, link]) => ({ path, link: link! })),
    )
    const inside = links.filter(({ link }) => !/^https?:/.test(link))
    assert.ok(inside.length > 30, `only ${inside.length} links were looked at`)
    const broken = inside.filter(({ path, link }) => !existsSync(join(root, dirname(path), link)))
    assert.deepEqual(broken, [])
  })

  it('name only tasks that there are', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: object }
    const named = documents.flatMap((path) =>
      [...textOf(path).matchAll(/\bnpm (?:run ([a-z]+)|(start|test)\b)/g)].map(
        ([, task, short]) => task ?? short!,
      ),
    )
    const known = Object.keys(scripts)
    assert.deepEqual(new Set(named), new Set(known), 'every task is told of, and no other')
  })

  it('have specs run without servers only where these pass without', async () => {
    const commands = documents.flatMap((path) => textOf(path).match(/^TEST_SERVERS= .+$/gm) ?? [])
    assert.ok(commands.length > 0)
    for (const command of commands) {
      const short = command.replace(/SIM_RUNS=\d+/, 'SIM_RUNS=20')
      const { code, output } = await runCommand(['bash', '-c', short], root)
      assert.equal(code, 0, `${short}\n${output}`)
    }
  })
})
