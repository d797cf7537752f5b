// docs/changes/<pair>.yml: what a phase has changed of the phase before, and why. The reasons are written by hand.
import { existsSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { parseDocument } from 'yaml'
import { Fault } from '../fail.ts'
import { problemsOf } from './changes-problems.ts'

/** Paths are those inside a phase. */
export type Changes = {
  moved: ListedMove[]
  /** By path, the reason. */
  edited: Record<string, string>
  gone: Record<string, string>
}
/** Why: what was edited on the way. */
export type ListedMove = { from: string; to: string; similarity: number; why?: string }

export function readChanges(file: string): Changes {
  const nothing: Changes = { moved: [], edited: {}, gone: {} }
  return existsSync(file) ? { ...nothing, ...parse(file).listed } : nothing
}

/** The document keeps comments and order when it is changed and written. */
export function parse(file: string) {
  const fault = (problem: string) => new Fault(`${basename(file)}: ${problem}`)
  const document = parseDocument(readFileSync(file, 'utf8')) // a key that is there twice is an error
  const [error] = document.errors
  if (error) throw fault(error.message.split('\n')[0]!.replace(/:$/, ''))
  const content = document.toJS() as Record<string, unknown> | null
  const parts = Object.entries(content ?? {}).filter(([, entries]) => entries !== null) // a key with nothing below
  const [problem] = parts.flatMap(([part, entries]) => problemsOf(part, entries))
  if (problem) throw fault(problem)
  return { document, listed: Object.fromEntries(parts) as Partial<Changes> }
}
