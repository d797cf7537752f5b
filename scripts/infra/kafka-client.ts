// kafkajs for servers and their specs, without its idle timers: 2.2.4 sets hundreds of them a second, with negative
// times, for a connection that has nothing to do (kafkajs #1751). A process with a client of its own needs the same.
import { createRequire } from 'node:module'
import { Kafka, logLevel } from 'kafkajs'

type RequestQueue = { pending: unknown[]; throttledUntil: number }
type Queues = { prototype: { scheduleCheckPendingRequests: (this: RequestQueue) => void } }

const queues = createRequire(import.meta.url)('kafkajs/src/network/requestQueue') as Queues
const schedule = queues.prototype.scheduleCheckPendingRequests
queues.prototype.scheduleCheckPendingRequests = function () {
  if (this.pending.length > 0 || this.throttledUntil > Date.now()) schedule.call(this)
}

export const kafkaClient = (brokers: string) =>
  new Kafka({ clientId: 'infra', brokers: brokers.split(','), logLevel: logLevel.NOTHING })
