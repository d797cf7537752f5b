// Asks another server over HTTP: JSON there, JSON back. fetch() does that as well, for more than twice the work.
import http, { type ClientRequest, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { urlToHttpOptions } from 'node:url'

type Target = { url: string; timeoutMs: number }

/** Hands back how to ask. Rejects without a whole answer within `timeoutMs`, and when the answer tells of a failure. Only
 *  for what may be asked twice: a server can close a kept connection just when it is used, and whether it has read what was
 *  on its way, nobody knows. Then it is asked once more, over a connection of its own. */
export function makePoster({ url, timeoutMs }: Target) {
  const { request, Agent } = url.startsWith('https:') ? https : http
  const kept = new Agent({ keepAlive: true })
  const server = urlToHttpOptions(new URL(url))

  return async (path: string, given: Record<string, string>, body: object): Promise<unknown> => {
    const headers = { ...given, 'content-type': 'application/json' }
    const text = JSON.stringify(body)
    let outgoing: ClientRequest
    const send = (agent: typeof kept | false) =>
      new Promise<IncomingMessage>((resolve, reject) => {
        outgoing = request({ ...server, path, method: 'POST', agent, headers })
        outgoing.once('response', resolve).on('error', reject).end(text)
      })
    const sendAgain = (error: unknown) => {
      if (outgoing.reusedSocket && isBrokenOff(error)) return send(false)
      throw error
    }

    const late = () => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`))
    const timer = setTimeout(late, timeoutMs)
    try {
      const answer = await send(kept).catch(sendAgain)
      const answered = await readText(answer) // or its connection could not be kept
      const { statusCode = 0 } = answer
      if (statusCode < 200 || statusCode > 299) throw new Error(`${path} answered ${statusCode}`)
      return JSON.parse(answered)
    } finally {
      clearTimeout(timer)
    }
  }
}

function readText(answer: IncomingMessage) {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let text = ''
  answer.setEncoding('utf8')
  answer.on('data', (part: string) => (text += part))
  answer.on('end', () => resolve(text)).on('error', reject)
  return promise
}

const isBrokenOff = (error: unknown) =>
  /^(ECONNRESET|EPIPE)$/.test((error as NodeJS.ErrnoException).code ?? '')
