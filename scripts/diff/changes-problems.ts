// What is wrong with the content of a file of changes, if it was written otherwise than `Changes` says.

export function problemsOf(part: string, entries: unknown): string[] {
  if (part === 'moved') return checkMoves(entries)
  if (part === 'edited' || part === 'gone') return checkReasons(part, entries)
  return [`unknown key "${part}", there are moved, edited and gone`]
}

function checkReasons(part: string, entries: unknown): string[] {
  if (!isMap(entries)) return [`"${part}" has to be a map from path to reason`]
  return Object.entries(entries)
    .filter(([, reason]) => !isOneLine(reason))
    .map(([path]) => `${path} under "${part}" has no reason of one line`)
}

const isKnown: Record<string, (value: unknown) => boolean> = {
  from: isOneLine,
  to: isOneLine,
  similarity: (value) => Number.isInteger(value),
  why: (value) => value === undefined || isOneLine(value),
}

function checkMoves(entries: unknown): string[] {
  if (!Array.isArray(entries)) return ['"moved" has to be a list']
  const moves = entries.map((entry: unknown) => (isMap(entry) ? entry : {}))
  const problems = moves.flatMap((move, index) => {
    const name = `entry ${index + 1} under "moved" (${JSON.stringify(move['to'])})`
    const unknown = Object.keys(move).filter((key) => !isKnown[key])
    const wrong = Object.keys(isKnown).filter((key) => !isKnown[key]!(move[key]))
    return [
      ...unknown.map((key) => `${name} has an unknown key "${key}"`),
      ...wrong.map((key) => `${name} has no proper "${key}"`),
    ]
  })
  const targets = moves.map((move) => move['to'])
  const twice = targets.filter((to, index) => targets.indexOf(to) < index)
  return [...problems, ...twice.map((to) => `${String(to)} is twice under "moved"`)]
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isOneLine(value: unknown): boolean {
  return typeof value === 'string' && /^.*\S.*$/.test(value)
}
