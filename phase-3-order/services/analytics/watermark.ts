// What time it is in a stream. Pure.
//
// Events have a time of their own, and come later than that: by milliseconds, or by hours when this service was away.
// Who asks at noon whether a cart was left half an hour ago must not answer from what is known at noon, but from what
// is known of half past eleven: the customer's next step may be in a message that is still to be read. So a stream has
// a clock of its own, its watermark W: "all that happened up to W has been read, as far as we can tell".
//
// - Within a partition events come nearly in the order of their times. So W is the highest time seen in it, less the
//   lateness that we allow for "nearly".
// - A stream has read up to W only when all of its partitions have: W is the lowest of theirs. One that was never
//   heard of has none, and then the stream has none.
// - A quiet partition has no events that would move its clock, and would stop that of all. But where everything has
//   been read there is nothing to wait for: such a partition is at the time at which it was found read to its end,
//   less the same lateness. (Flink calls that idleness.) While this service lags behind, no partition is found so.
// - W never goes back, not even for a partition that is added or a lateness that is raised.
//
// An event older than W comes too late for what was told meanwhile. It still corrects the numbers, and is counted.

export type PartitionTime = { highestEventAt: Date | null; readToEndAt: Date | null }

/** Null where nothing is known of some partition, or there is none. */
export function watermarkOf(partitions: PartitionTime[], allowedLatenessMs: number): Date | null {
  if (partitions.length === 0) return null
  const times = partitions.map(({ highestEventAt, readToEndAt }) =>
    Math.max(highestEventAt?.getTime() ?? -Infinity, readToEndAt?.getTime() ?? -Infinity),
  )
  const lowest = Math.min(...times)
  return lowest === -Infinity ? null : new Date(lowest - allowedLatenessMs)
}

export const isLate = (eventAt: Date, watermark: Date | undefined): boolean =>
  watermark !== undefined && eventAt < watermark

/** A clock that runs ahead somewhere must not take the stream's with it: nothing has happened after now. */
export const seenBy = (eventAt: Date, now: Date): Date => (eventAt < now ? eventAt : now)
