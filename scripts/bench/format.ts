// Figures as people read them.
export const notMeasured = 'not measured here'
const dash = '–'

/** Three digits that say something, and no more. */
export function figure(number: number, unit = ''): string {
  if (Number.isNaN(number) || !Number.isFinite(number)) return dash
  const digits = Math.abs(number) >= 100 ? 0 : Math.abs(number) >= 10 ? 1 : 2
  const text = Number(number.toFixed(digits)).toLocaleString('en-US')
  return unit ? `${text} ${unit}` : text
}

export const whole = (number: number) => figure(Math.round(number))
export const percent = (share: number) =>
  Number.isNaN(share) ? dash : `${Math.round(100 * share)} %`
export const loaded = (load: number) => (Number.isFinite(load) ? load.toFixed(1) : dash)

/** A ceiling of nought: it did not keep up with the lowest rate that was tried. */
export const asCeiling = (rate: number) => (rate === 0 ? 'below the lowest' : figure(rate))
