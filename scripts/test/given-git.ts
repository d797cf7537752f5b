// Some specs need git, and whoever was handed the files without cloning them may have none.
import { spawnSync } from 'node:child_process'

const hasGit = spawnSync('git', ['--version']).status === 0

/** For `before`: without git the tests of a suite are skipped, and say so. */
export function skipWithoutGit(this: Mocha.Context): void {
  if (hasGit) return
  this.test!.parent!.eachTest((test) => void (test.title += ' (skipped: there is no git here)'))
  this.skip()
}
