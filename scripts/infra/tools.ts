// Programs that native servers need on this machine.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The path of a program in these folders or in PATH. */
export function findTool(name: string, folders: string[] = []): string | undefined {
  const path = [...folders, ...(process.env.PATH ?? '').split(delimiter)]
  return path.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(path: string) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
