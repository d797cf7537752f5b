// A figure held against its bound. Pure.
import { figure, loaded, notMeasured } from './format.ts'

export type Verdict = {
  target: string
  bound: string
  reached: string
  verdict: 'met' | 'not met' | 'not measured'
  load: string
  /** What the comparable system reaches. */
  comparable: string
}

export type More = { load?: number | undefined; comparable?: string; absent?: string }
type Judge = (target: string, bound: number, reached: number | undefined, more: More) => Verdict

const judge =
  (sign: string, isMet: (reached: number, bound: number) => boolean): Judge =>
  (target, bound, reached = NaN, { load, comparable = '', absent }) => {
    const isMeasured = !Number.isNaN(reached) && !Number.isNaN(bound)
    return {
      target,
      bound: `${sign} ${figure(bound)}`,
      reached: isMeasured ? figure(reached) : (absent ?? notMeasured),
      verdict: isMeasured
        ? isMet(reached, bound)
          ? 'met'
          : 'not met'
        : absent
          ? 'not met'
          : 'not measured',
      load: load === undefined ? '' : loaded(load),
      comparable,
    }
  }
export const atMost = judge('≤', (reached, bound) => reached <= bound)
/** None at all is never enough. */
export const atLeast = judge('≥', (reached, bound) => reached > 0 && reached >= bound)
export const below = judge('<', (reached, bound) => reached < bound)

export const unmeasured = (target: string, reached = 'not measured by this run'): Verdict => ({
  target,
  bound: '',
  reached,
  verdict: 'not measured',
  load: '',
  comparable: '',
})
