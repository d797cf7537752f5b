// Where things are in this clone. What a task writes goes to .local, which git ignores.
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')
export const logFolder = (label: string) => join(root, '.local', 'logs', label)
