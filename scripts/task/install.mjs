// Installs the dependencies whenever package-lock.json is not the one that they were installed from.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runNpm } from './run-node.mjs'
import { step } from './step.mjs'

export const isInstalled = (root) =>
  existsSync(stampOf(root)) && readFileSync(stampOf(root), 'utf8') === fingerprint(root)

export const installDependencies = (root, node) =>
  step('dependencies by npm ci', async () => {
    const { code, output } = await runNpm(node, ['ci'], { quiet: true, cwd: root })
    if (code !== 0) throw new Error(`npm ci failed:\n${output}`)
    writeFileSync(stampOf(root), fingerprint(root))
  })

// Inside node_modules, which npm ci empties first: a broken install never looks like a finished one.
const stampOf = (root) => join(root, 'node_modules', '.installed')

/** What is installed depends on the lock file and, for the native parts, on the platform. */
function fingerprint(root) {
  const lock = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  return `${lock.digest('hex')} ${process.platform}-${process.arch}`
}
