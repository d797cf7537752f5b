// Which cells there are, which of them a short run plays, and what is told of it.
import assert from 'node:assert/strict'
import { cells, kindOf, sentenceOf } from '../cells.ts'
import { chooseCells } from '../choose.ts'
import { failureLines, tallyTable } from '../tally.ts'

describe('the cells at which a service is killed', () => {
  it('are all different, also to whoever reads of them', () => {
    assert.equal(new Set(cells.map(sentenceOf)).size, cells.length)
  })

  it('are the same for the same seed, and others for another one', () => {
    assert.deepEqual(chooseCells(7, 30), chooseCells(7, 30))
    assert.notDeepEqual(chooseCells(7, 30), chooseCells(8, 30))
  })

  it('are at least one of each kind, however few are wanted', () => {
    const kinds = new Set(cells.map(kindOf))
    for (const seed of [1, 2, 3]) {
      const chosen = chooseCells(seed, 0)
      assert.equal(chosen.length, kinds.size)
      assert.deepEqual(new Set(chosen.map(kindOf)), kinds)
    }
  })

  it('are as many as are wanted, up to all of them', () => {
    assert.equal(chooseCells(1, 50).length, 50)
    assert.deepEqual(chooseCells(1, 10_000), cells)
  })

  it('are counted by story and by who was killed, and those that failed are named', () => {
    const [first, second] = cells
    const results = [{ cell: first! }, { cell: second!, error: new Error('a unit is lost') }]
    assert.match(tallyTable(results), /\| completed +\| order-service +\| +2 \| +1 \|/)
    assert.match(tallyTable(results), /\| all +\| +\| +2 \| +1 \|/)
    assert.deepEqual(failureLines(results), [`${sentenceOf(second!)}: a unit is lost`])
  })
})
