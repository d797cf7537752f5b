// What a driver is asked for and what it hands back. Each server has two, one with Docker and one with native processes.

export type Server = AsyncDisposable & {
  address: string
  /** For a spec: stopped and started again, it has the same address and the same data. Where it keeps none, or cannot
   *  promise the address, there is no way. */
  outage?: { begin(): Promise<void>; end(): Promise<void> }
}

export type Wish = {
  /** For one spec, which may take it away: it must have the same address when it comes back. */
  isOwn: boolean
  /** The name under which the data survive; without it they are private to the run. */
  keep: string | undefined
  /** Drop kept data first. */
  fresh: boolean
  /** Data that go with the run may be where no disk is, see folders.ts. */
  inMemory: boolean
  password: string
  report: (line: string) => void
}

export type Driver = (wish: Wish) => Promise<Server>
