// Who asks the same at the same moment shares one answer. This is no cache: an answer is given to those who have asked
// before its question was sent, so nobody hears of anything older than the moment in which he asked.

/** Hands back what to ask. What is asked in one turn of the event loop, and has the same key, is sent once, when the turn
 *  is over. An error reaches all who share it. */
export function share<Question, Answer>(
  keyOf: (question: Question) => string,
  send: (question: Question) => Promise<Answer>,
): (question: Question) => Promise<Answer> {
  const waiting = new Map<string, Promise<Answer>>()

  async function ask(key: string, question: Question) {
    await new Promise(setImmediate)
    waiting.delete(key) // whoever comes from here on is too late for this answer
    return send(question)
  }

  return (question) => {
    const key = keyOf(question)
    const answer = waiting.get(key) ?? ask(key, question)
    waiting.set(key, answer)
    return answer
  }
}
