// A picture that GitHub draws from text. https://mermaid.js.org/syntax/xyChart.html. Pure.
type Series = { kind: 'bar' | 'line'; numbers: number[] }
type Chart = { title: string; labels: string[]; unit: string; series: Series[] }

/** What was not measured is drawn as nothing. */
export function chart({ title, labels, unit, series }: Chart): string {
  const drawn = series.map(({ kind, numbers }) => ({ kind, numbers: numbers.map(drawable) }))
  const highest = Math.max(1, ...drawn.flatMap(({ numbers }) => numbers))
  return [
    '```mermaid',
    'xychart-beta',
    `  title "${title}"`,
    `  x-axis [${labels.map((label) => `"${label}"`).join(', ')}]`,
    `  y-axis "${unit}" 0 --> ${roundUp(highest)}`,
    ...drawn.map(({ kind, numbers }) => `  ${kind} [${numbers.join(', ')}]`),
    '```',
  ].join('\n')
}

const drawable = (number: number) =>
  Number.isFinite(number) ? Number(number.toFixed(number < 10 ? 2 : 0)) : 0

/** To a number that an axis ends with: two digits, and room above the highest. */
function roundUp(number: number): number {
  const step = 10 ** Math.floor(Math.log10(number)) / 2
  return Math.ceil((1.05 * number) / step) * step
}
