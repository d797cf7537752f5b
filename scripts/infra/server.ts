// What a driver is asked for and what it hands back. Each server has two, one with Docker and one with native processes.

export type Server = AsyncDisposable & { address: string }

export type Wish = {
  /** The name under which the data survive; without it they are private to the run. */
  keep: string | undefined
  /** Drop kept data first. */
  fresh: boolean
  password: string
  report: (line: string) => void
}

export type Driver = (wish: Wish) => Promise<Server>
