// int64 from the wire: exact, or not at all.
import assert from 'node:assert/strict'
import { toInteger } from '../int64.ts'

describe('an int64', () => {
  for (const number of [0, 1, -1, 2 ** 40, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
    it(`is ${number}`, () => assert.equal(toInteger(String(number)), number))
  }

  for (const text of ['9007199254740992', '-9007199254740993', '9223372036854775807', '1.5', 'x']) {
    it(`is not ${text}`, () => assert.throws(() => toInteger(text), RangeError))
  }
})
