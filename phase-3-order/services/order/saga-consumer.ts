// What others tell order-service: read, checked, and handed to the runner. No rules and no SQL in this file.
import { type Message, readMessage } from '../../contracts/messages.ts'

type Receive = (message: Message) => Promise<void>

/** Errors: invalid for what is no message, and for one about no order of ours; those are for the dead-letter queue. */
export const makeSagaConsumer =
  (receive: Receive) =>
  ({ body }: { body: string }): Promise<void> =>
    receive(readMessage(body))
