// Mocha's spec reporter, which also writes its counts to a file: an exit code alone does not say what was tested.
import { writeFileSync } from 'node:fs'
import Mocha from 'mocha'
import type { Outcome } from './outcome.ts'

const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END } =
  Mocha.Runner.constants

export default class MochaTally extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options)
    const tally: Outcome = { passed: 0, failures: [], skipped: [] }
    runner.on(EVENT_TEST_PASS, () => (tally.passed += 1))
    runner.on(EVENT_TEST_FAIL, (test, error: Error) => {
      tally.failures.push(`${sentence(test)}\n${error.stack ?? error.message}`)
    })
    runner.on(EVENT_TEST_PENDING, (test) => {
      const saysWhy = test.title.includes('(skipped: ')
      if (saysWhy) tally.skipped.push(sentence(test))
      else
        tally.failures.push(`${sentence(test)}\nis skipped without "(skipped: why)" in its title`)
    })
    runner.once(EVENT_RUN_END, () => {
      writeFileSync(String(options.reporterOptions.tally), JSON.stringify(tally))
    })
  }
}

const sentence = (test: Mocha.Runnable) => test.titlePath().join(', ')
