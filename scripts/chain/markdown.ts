// Tables for the terminal and for a chapter alike: Markdown as its formatter leaves it.

/** `columns` are titles; one that ends in a space has numbers, and is aligned to the right. */
export function markdownTable(columns: string[], rows: string[][]): string {
  const titles = columns.map((title) => title.trim())
  const isNumber = columns.map((title) => title.endsWith(' '))
  const widths = titles.map((title, column) =>
    Math.max(3, title.length, ...rows.map((row) => row[column]!.length)),
  )
  const lineOf = (cells: string[]) => `| ${cells.join(' | ')} |`
  const padded = (row: string[]) =>
    row.map((cell, column) =>
      isNumber[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
    )
  const rule = widths.map((width, column) =>
    isNumber[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  )
  return [lineOf(padded(titles)), lineOf(rule), ...rows.map((row) => lineOf(padded(row)))].join(
    '\n',
  )
}
