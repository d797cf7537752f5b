// The story of an order for its customer, and what became of all of them for the shopkeeper.
import type { Knex } from 'knex'
import type { TimelineApi } from '../../contracts/order-api.ts'
import type { OrderClient } from '../../contracts/order-client.ts'
import { AppError } from '../../shared/errors.ts'
import { findStory, type StatusSummary, sumByStatus } from './timeline-store.ts'

export type SummaryApi = {
  /** How many orders there are, and of how much money, by what became of them. */
  getSummary(): Promise<StatusSummary[]>
}
type Deps = { db: Knex; orders: OrderClient }

export const makeTimeline = ({ db, orders }: Deps): TimelineApi & SummaryApi => ({
  async getTimeline(userId, id) {
    const story = await findStory(db, id)
    if (story?.userId === userId) return story.entries
    if (story) throw new AppError('not_found', `no order ${id}`)
    // Nothing was heard of it yet. Only its owner knows whether that is because there is none, or because we are behind.
    await orders.findOrder(userId, id)
    return []
  },

  getSummary: () => sumByStatus(db),
})
