// Rows that are read at a glance, whatever their words and colours are.
import assert from 'node:assert/strict'
import { inColumns, wrap } from '../task/columns.ts'

describe('columns', () => {
  it('are as wide as their widest word, and nothing is left at the end of a line', () => {
    const rows = [
      ['mug', '', '9'],
      ['teapot', '', ''],
    ]
    assert.deepEqual(inColumns(rows), ['mug     9', 'teapot'])
  })

  it('do not count colours', () => {
    const rows = [
      ['mug', '9'],
      ['teapot', '31'],
    ]
    const lines = inColumns(rows, (word, column) => (column === 0 ? `<b>${word}</b>` : word))
    assert.deepEqual(lines, ['<b>mug</b>     9', '<b>teapot</b>  31'])
  })
})

describe('a wrapped text', () => {
  it('has lines as long as its words allow', () => {
    assert.deepEqual(wrap('one two three', 8), ['one two', 'three'])
    assert.deepEqual(wrap('one two three', 2), ['one', 'two', 'three'])
    assert.deepEqual(wrap('one two three', Infinity), ['one two three'])
    assert.deepEqual(wrap('', 8), [''])
  })
})
