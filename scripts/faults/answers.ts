// What a shop in trouble answers, and how long it takes.
import { setInterval } from 'node:timers/promises'

export type Answer = {
  path: string
  status: number
  type: string
  retryAfter: string | null
  ms: number
}

export async function timed(path: string, ask: () => Promise<Response>): Promise<Answer> {
  const startedAt = performance.now()
  const { status, headers, body, bodyUsed } = await ask()
  if (!bodyUsed) await body?.cancel()
  return {
    path,
    status,
    type: headers.get('content-type')?.split(';')[0] ?? '',
    retryAfter: headers.get('retry-after'),
    ms: Math.round(performance.now() - startedAt),
  }
}

/** Asks every so often, whether the last one has been answered or not, until it is told to stop. Then waits for all. */
export async function keepAsking<Result>(
  everyMs: number,
  signal: AbortSignal,
  ask: () => Promise<Result>,
): Promise<Result[]> {
  const asked: Promise<Result>[] = []
  try {
    for await (const _ of setInterval(everyMs, undefined, { signal })) asked.push(ask())
  } catch (error) {
    if (!signal.aborted) throw error
  }
  return Promise.all(asked)
}
