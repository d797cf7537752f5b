// The chapter shows the saga as it is: its diagram and its tables are made from the table of steps, and keep up with it.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { sagas } from '../../phase-3-order/services/order/saga-steps.ts'
import { chapterFile, renderChapter } from '../saga/chapter.ts'
import { parts } from '../saga/parts.ts'

describe('what the chapter shows of the saga', () => {
  const text = readFileSync(chapterFile, 'utf8')

  it('is what its table of steps says', () => {
    assert.equal(text, renderChapter(text), 'stale: run node scripts/saga-diagram.ts --update')
  })

  it('names every step, every effect and every reply', () => {
    const { diagram, steps, compensation } = parts()
    for (const { name, do: effect, ask, undo, undone, replies } of sagas.checkout) {
      const meant = [
        name,
        effect ?? ask!,
        ...Object.keys(replies),
        ...(undo ? [undo, undone!] : []),
      ]
      for (const word of meant) assert.ok(steps!.includes(`\`${word}\``), `no ${word} in the table`)
      for (const reply of Object.keys(replies))
        assert.ok(diagram!.includes(reply), `no ${reply} in the diagram`)
      if (undo) assert.ok(compensation!.includes(`\`${undo}\``), `${undo} undoes nothing`)
    }
  })

  it('changes with it', () => {
    const { checkout } = sagas
    try {
      sagas.checkout = checkout.filter(({ undo }) => undo !== 'ReleaseStock')
      assert.notEqual(renderChapter(text), text)
    } finally {
      sagas.checkout = checkout
    }
  })

  it('has no way from the pivot back', () => {
    const pivot = sagas.checkout.find(({ isPivot }) => isPivot)!
    const leaving = parts()
      .diagram!.split('\n')
      .filter((line) => line.trim().startsWith(`${pivot.name} -->`))
    assert.equal(leaving.length, 1)
    assert.ok(!leaving[0]!.includes('undo_'))
  })

  it('is not silently left out where its place is gone', () => {
    assert.throws(() => renderChapter('# No place'), /no place for the diagram of the saga: add/)
  })
})
