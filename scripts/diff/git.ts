// Calls git for a diff of two paths, whatever the user's settings and the repository around: the answer is the same anywhere.
import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import { Fault } from '../fail.ts'

const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')),
)
const noSettings = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' }

export function gitDiff(args: string[], cwd: string): string {
  const command = ['--no-pager', 'diff', '--no-index', '--no-ext-diff', '-M', '-l0', ...args]
  const { error, status, stdout, stderr } = spawnSync('git', command, {
    cwd,
    env: { ...environment, ...noSettings, GIT_CEILING_DIRECTORIES: dirname(cwd) },
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  })
  if (error && 'code' in error && error.code === 'ENOENT') {
    throw new Fault('there is no git here: install it first, e.g. apt-get install git')
  }
  const hasFound = status === 1 && stdout !== '' // an error ends with 1 as well, and says nothing
  if (status === 0 || hasFound) return stdout
  throw new Fault(`git diff failed: ${stderr.trim() || error?.message}`)
}
