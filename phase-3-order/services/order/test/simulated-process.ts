// A process of a simulation: tasks that wait for things, and lose all that they have in memory when it is killed.
import type { Clock } from './simulated-clock.ts'

/** Says what it waits for, by arranging to be woken. While it is idle, it is not killed: that would change nothing. */
type Wait = { arrange(wake: (value: unknown) => void): void; isIdle: boolean }
export type Task<Result = void> = Generator<Wait, Result, unknown>
export type Process = ReturnType<typeof makeProcess>
/** What may go wrong; all of it ends at `stormMs`. */
export type Weather = {
  stormMs: number
  /** How probable it is, at each step of a task, that its process is killed there. */
  crash: number
  /** Or that it hangs there, and goes on long after. */
  hang: number
  lost: number
  twice: number
  late: number
}

/** Waits until somebody wakes it. */
export function* until<Value>(arrange: (wake: (value: Value) => void) => void): Task<Value> {
  return (yield { arrange, isIdle: false }) as Value
}

/** A moment between two effects, in which anything else may happen. */
export const pause = (clock: Clock, ms = clock.between(1, 20)): Task =>
  until((wake) => clock.after(ms, () => wake(undefined)))

/** Between two rounds of a loop. */
export function* idle(clock: Clock, ms: number): Task {
  yield { arrange: (wake) => clock.after(ms, () => wake(undefined), false), isIdle: true }
}

export function makeProcess(clock: Clock, weather: Weather, name: string, start: () => Task[]) {
  const whenKilled = new Map<Task, () => void>()
  let life = 0
  let isUp = true
  const badLuck = (part: number) => clock.now() < weather.stormMs && clock.chance(part)

  function run(task: Task, lost = () => {}) {
    const mine = life
    whenKilled.set(task, lost)
    const go = (value?: unknown) => {
      if (mine !== life) return
      const { done, value: wait } = task.next(value)
      if (done) return void whenKilled.delete(task)
      if (!wait.isIdle && badLuck(weather.crash)) return kill()
      const hangsMs = !wait.isIdle && badLuck(weather.hang) ? clock.between(1_000, 10_000) : 0
      wait.arrange(hangsMs ? (heard) => clock.after(hangsMs, () => go(heard)) : go)
    }
    go()
  }

  function kill() {
    clock.note(`${name} is killed`)
    life += 1
    isUp = false
    clock.after(clock.between(50, 8_000), begin)
    const losses = [...whenKilled.values()]
    whenKilled.clear()
    for (const lost of losses) lost()
  }

  function begin() {
    isUp = true
    start().forEach((task) => run(task))
  }

  clock.after(0, begin)
  return { name, run, isUp: () => isUp, life: () => life }
}
