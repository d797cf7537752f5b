// Which failures a caller may read.
import assert from 'node:assert/strict'
import { AppError, publicError, statusesOf } from '../errors.ts'

describe('errors', () => {
  it('have the code of their kind, unless they name a case of their own', () => {
    assert.equal(new AppError('not_found', 'no such mug').code, 'not_found')
    assert.equal(new AppError('conflict', 'taken', { code: 'email_taken' }).code, 'email_taken')
  })

  it('know their status', () => {
    assert.equal(statusesOf(new AppError('unprocessable', 'empty')).http, 422)
  })

  it('pass what was written for the caller', () => {
    const error = new AppError('invalid', 'no')
    assert.equal(publicError(error), error)
  })

  it('hide everything else, and keep it for the log', () => {
    const bug = new TypeError('password of root is hunter2')
    const failure = publicError(bug)
    assert.equal(failure.kind, 'internal')
    assert.doesNotMatch(failure.message, /hunter2/)
    assert.equal(failure.cause, bug)
  })
})
