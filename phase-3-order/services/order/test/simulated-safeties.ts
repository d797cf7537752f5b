// What keeps a simulated shop safe. The sabotage switches one of them off at a time, to see that it is missed.

export const allSafe = {
  /** Who moves a saga compares its version. */
  version: true,
  /** A saga that somebody works on is left alone for a while. */
  lease: true,
  /** And only for a while. */
  leaseEnds: true,
  /** Messages commit with what they tell. */
  outbox: true,
  /** A message that comes again does nothing again. */
  inbox: true,
  /** A message is acknowledged after its effect. */
  acknowledgedLast: true,
  /** A do that comes after its undo is refused. */
  cartTombstone: true,
  stockTombstone: true,
  paymentTombstone: true,
  /** A do that comes again does nothing again. */
  stockOnce: true,
  chargeOnce: true,
  /** A customer who cancelled too late has it undone when it is completed. */
  lateCancel: true,
}

export type Safeties = typeof allSafe
