// What npm calls, on any Node since 20: sees to a Node that runs .ts and to the dependencies, then runs scripts/<task>.ts.
import { readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { alone } from './task/alone.mjs'
import { findNode } from './task/find-node.mjs'
import { installDependencies, isInstalled } from './task/install.mjs'
import { runNode } from './task/run-node.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const local = join(root, '.local')
const [task = '', ...args] = process.argv.slice(2)

try {
  const tasks = Object.keys(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts)
  if (!tasks.includes(task)) throw new Error(`no task "${task}", only ${tasks.join(', ')}`)
  const node = await alone(join(local, 'installing'), prepare)
  const script = join(root, 'scripts', `${task}.ts`)
  process.exitCode = (await runNode(node, [script, ...args])).code
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}

async function prepare() {
  const node = await findNode(local)
  process.env.PATH = dirname(node) + delimiter + process.env.PATH
  // For every process that the task starts, and there are many: what Node has compiled once takes half the time.
  process.env.NODE_COMPILE_CACHE ??= join(local, 'compile-cache')
  if (!isInstalled(root)) await installDependencies(root, node)
  return node
}
