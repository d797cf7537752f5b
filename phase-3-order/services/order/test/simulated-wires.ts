// The wires of a simulation: a broker that delivers at least once and in any order, and calls whose request or answer
// gets lost, comes twice, or comes long after the caller has given up.
import { longestCallMs } from '../saga-timing.ts'
import type { Clock } from './simulated-clock.ts'
import { pause, type Process, type Task, until, type Weather } from './simulated-process.ts'
import type { Safeties } from './simulated-safeties.ts'

export type QueueName = 'cart' | 'saga' | 'reports'
export type Message = { id: string; type: string; orderId: string }
type Consumer = { processes: Process[]; handle(message: Message, by: Process): Task }

export type Wires = ReturnType<typeof makeWires>

export function makeWires(clock: Clock, weather: Weather, safeties: Safeties) {
  const consumers = {} as Record<QueueName, Consumer>
  const badLuck = (part: number) => clock.now() < weather.stormMs && clock.chance(part)
  const wayMs = () => (badLuck(weather.late) ? clock.between(1_000, 30_000) : clock.between(1, 50))
  const copies = () => (badLuck(weather.twice) ? 2 : 1)

  function deliver(queue: QueueName, message: Message) {
    const { processes, handle } = consumers[queue]
    const up = processes.filter((process) => process.isUp())
    const again = () => clock.after(clock.between(50, 500), () => deliver(queue, message))
    if (up.length === 0) return again()
    const process = clock.pick(up)
    clock.note(`${process.name} gets ${message.type} of ${message.orderId} (${message.id})`)
    // One that is killed has not acknowledged it.
    process.run(handle(message, process), safeties.acknowledgedLast ? again : undefined)
  }

  return {
    consume(queue: QueueName, consumer: Consumer) {
      consumers[queue] = consumer
    },

    /** Whether the broker has confirmed it. If not, it may have it all the same. */
    *publish(queue: QueueName, message: Message): Task<boolean> {
      yield* pause(clock)
      if (badLuck(weather.lost)) return false
      for (let left = copies(); left > 0; left -= 1) {
        clock.after(wayMs(), () => deliver(queue, message))
      }
      yield* pause(clock)
      return !badLuck(weather.lost)
    },

    /** Undefined where no answer came in time. */
    *call<Answer>(
      to: Process,
      name: string,
      handle: (by: Process) => Task<Answer>,
    ): Task<Answer | undefined> {
      return yield* until<Answer | undefined>((wake) => {
        const answer = (value: Answer | undefined) => {
          if (!badLuck(weather.lost)) clock.after(wayMs(), () => wakeOnce(value))
        }
        let isOver = false
        function wakeOnce(value: Answer | undefined) {
          if (isOver) return
          isOver = true
          wake(value)
        }
        function arrive() {
          if (!to.isUp()) return answer(undefined)
          clock.note(`${to.name} is asked to ${name}`)
          to.run(work(), () => answer(undefined))
        }
        function* work(): Task {
          answer(yield* handle(to))
        }
        clock.after(longestCallMs, () => wakeOnce(undefined))
        if (badLuck(weather.lost)) return
        for (let left = copies(); left > 0; left -= 1) clock.after(wayMs(), arrive)
      })
    },
  }
}
