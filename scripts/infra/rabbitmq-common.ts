// What native and containerised RabbitMQ have in common.
import { connect } from 'amqplib'

export const user = 'shop'

/** An open port is not enough: a node that is starting takes connections and drops them. */
export async function shakeHands(url: string) {
  const connection = await connect(url, { timeout: 5000 })
  await connection.close()
}
