// The TypeScript types of proto/, kept beside it in proto/types, by the same options that the loader has at run time.
import { cp, glob, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { loaderOptions } from '../../proto/loader-options.ts'
import { Fault } from '../fail.ts'
import { privateFolder } from '../infra/folders.ts'
import { runTool } from './tool.ts'

const typesOf = (folder: string) => join(folder, 'proto', 'types')

/** `folder` is the one that has proto/ in it. */
export async function renewTypes(folder: string): Promise<void> {
  await using fresh = await generateTypes(folder)
  await rm(typesOf(folder), { recursive: true, force: true })
  await cp(fresh.path, typesOf(folder), { recursive: true })
}

/** The files in proto/types that are not what the protos say now. */
export async function findStaleTypes(folder: string): Promise<string[]> {
  await using fresh = await generateTypes(folder)
  const sides = [fresh.path, typesOf(folder)]
  const names = await Promise.all(sides.map((side) => namesIn(side, '**/*.ts')))
  const stale = [...new Set(names.flat())].map(async (name) => {
    const [should, is] = await Promise.all(sides.map((side) => textOf(join(side, name))))
    return is === should ? [] : [join('proto', 'types', name)]
  })
  return (await Promise.all(stale)).flat().toSorted()
}

async function generateTypes(folder: string) {
  const protos = await namesIn(join(folder, 'proto'), '**/*.proto')
  await using building = new AsyncDisposableStack()
  const fresh = building.use(await privateFolder('proto-types'))
  const { code, output } = await runTool(
    [
      'proto-loader-gen-types',
      ...protos,
      ...Object.entries(loaderOptions).map(asFlag),
      '--grpcLib=@grpc/grpc-js',
      '--importFileExtension=.ts',
      '--includeDirs=proto', // relative, because it ends up in the files
      `--outDir=${fresh.path}`,
    ],
    folder,
  )
  if (code !== 0) throw new Fault(`no types can be made of proto/:\n${output}`)
  building.move()
  return fresh
}

const asFlag = ([name, value]: [string, boolean | StringConstructor]) =>
  `--${name}=${value === String ? 'String' : String(value)}`

const namesIn = async (cwd: string, pattern: string) =>
  (await Array.fromAsync(glob(pattern, { cwd }))).toSorted()

const textOf = (path: string) => readFile(path, 'utf8').catch(() => undefined)
