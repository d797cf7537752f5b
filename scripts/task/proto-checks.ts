// The contracts in proto/ are well formed and break no promise of main, and the types beside them are theirs.
import { join } from 'node:path'
import { privateFolder } from '../infra/folders.ts'
import { failed, success, type Outcome } from './outcome.ts'
import { root } from './places.ts'
import { findStaleTypes } from './proto-types.ts'
import { checkByTool, runCommand } from './tool.ts'

export const formatProto = ['buf', 'format', 'proto']

/** Of this repository, or of another folder that has proto/ in it. */
export const protoChecks = (folder = root) => [
  { name: 'proto lint', run: () => checkByTool(['buf', 'lint', 'proto'], folder) },
  {
    name: 'proto format',
    run: () => checkByTool([...formatProto, '--diff', '--exit-code'], folder),
  },
  { name: 'proto breaking', run: () => checkPromises(folder) },
  { name: 'proto types', run: () => checkTypes(folder) },
]

/** Against main as the server has it, or else as it is here. */
async function checkPromises(folder: string): Promise<Outcome> {
  const git = (...args: string[]) => runCommand(['git', ...args], folder)
  const isThere = async (name: string) => (await git('rev-parse', '--verify', name)).code === 0
  const main = (await isThere('origin/main')) ? 'origin/main' : 'main'
  if (!(await isThere(main))) return skipped('git knows no main branch here')
  if (!(await isThere(`${main}:./proto`))) return skipped(`${main} has no proto/ yet`)

  await using before = await privateFolder('proto-main')
  const archive = join(before.path, 'main.tar')
  const { code, output } = await git('archive', '--output', archive, main, 'proto')
  if (code !== 0) return failed(`git archive ${main} proto\n${output}`)
  const against = `${archive}#subdir=proto`
  return await checkByTool(['buf', 'breaking', 'proto', '--against', against], folder)
}

const skipped = (why: string): Outcome => ({
  passed: 0,
  failures: [],
  skipped: [`proto breaking (skipped: ${why})`],
})

async function checkTypes(folder: string): Promise<Outcome> {
  const stale = await findStaleTypes(folder)
  if (stale.length === 0) return success
  return failed(`not what the protos say now, which npm run proto changes:\n${stale.join('\n')}`)
}
