// The workflow of CI keeps up with the phases, and runs no code of others that can change under it.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { phaseNumbers } from '../task/phase-argument.ts'
import { root } from '../task/places.ts'

type Workflow = { jobs: { phase: { strategy: { matrix: { phase: number[] } } } } }

describe('the CI workflow', () => {
  let text: string
  before(async () => {
    text = await readFile(join(root, '.github', 'workflows', 'ci.yml'), 'utf8')
  })

  it('has a job for each phase', () => {
    const { jobs } = parse(text) as Workflow
    assert.deepEqual(jobs.phase.strategy.matrix.phase, phaseNumbers())
  })

  it('pins each action by its commit', () => {
    const actions = text.match(/uses: .*/g) ?? []
    assert.ok(actions.length > 0)
    for (const action of actions) assert.match(action, /@[0-9a-f]{40} # v/)
  })
})
