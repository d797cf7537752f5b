// What is between orders and another service, for a spec: calls that do not arrive, answers that are lost, time that passes.
import { AppError } from '../../../shared/errors.ts'

type Methods<Api> = string & keyof Api
type Run<Api> = <Result>(effect: () => Promise<Result>, method: Methods<Api>) => Promise<Result>
type Call = (...args: unknown[]) => Promise<unknown>

/** The same client, each of whose calls is made by `run`. */
export function overWire<Api extends object>(client: Api, run: Run<Api>): Api {
  const wired = Object.entries(client as Record<string, Call>).map(([method, call]) => [
    method,
    (...args: unknown[]) => run(() => call(...args), method as Methods<Api>),
  ])
  return Object.fromEntries(wired) as Api
}

type Trouble<Api> = {
  /** Calls that do not arrive. */
  unreachable?: Methods<Api>[]
  /** Calls that arrive, and whose answer does not. */
  unanswered?: Methods<Api>[]
  /** What happens just before a call arrives, once. */
  meanwhile?: Partial<Record<Methods<Api>, () => Promise<unknown>>>
}

export function makeTroubledWire<Api extends object>(api: Api) {
  let trouble: Trouble<Api> = {}
  const calls: Methods<Api>[] = []

  const run: Run<Api> = async (effect, method) => {
    calls.push(method)
    if (trouble.unreachable?.includes(method)) throw noAnswer()
    const meanwhile = trouble.meanwhile?.[method]
    delete trouble.meanwhile?.[method]
    await meanwhile?.()
    const result = await effect()
    if (trouble.unanswered?.includes(method)) throw noAnswer()
    return result
  }

  return {
    client: overWire(api, run),
    /** Every call that was tried, oldest first. */
    calls,
    trouble: (wanted: Trouble<Api>) => void (trouble = wanted),
    calm: () => void (trouble = {}),
  }
}

const noAnswer = () => new AppError('unavailable', 'try again in a moment')
