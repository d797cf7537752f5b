// int64 comes from the wire as text, because it may not fit a double. Ours are cents: they fit, or we stop.
export function toInteger(text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number)) throw new RangeError(`${text} is too large for a number`)
  return number
}
