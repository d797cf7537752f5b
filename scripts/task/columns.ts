// Rows of words in columns, each as wide as its widest word; a column without words is left out. Colours come last, so
// that they do not count.

type Style = (word: string, column: number) => string

export function inColumns(rows: string[][], style: Style = (word) => word): string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((word, column) => (widths[column] = Math.max(widths[column] ?? 0, word.length)))
  }
  const padded = (word: string, column: number) =>
    (word && style(word, column)) + ' '.repeat(widths[column]! - word.length)
  return rows.map((row) =>
    row
      .map(padded)
      .filter((_, column) => widths[column]! > 0)
      .join('  ')
      .trimEnd(),
  )
}

/** The text in lines of at most that many letters, where its words allow. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word
    if (lines.length > 0 && longer.length <= width) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}
