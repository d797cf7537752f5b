// A process with effects of every kind, for kill-at.spec.ts: serves POST /work over HTTP and /victim/Work over gRPC,
// answers what comes by RabbitMQ, and looks into its database all the time. Of "twins" it is done with two at once.
import { createServer } from 'node:http'
import { Client, credentials, Server, ServerCredentials, type sendUnaryData } from '@grpc/grpc-js'
import { connect, type ConsumeMessage } from 'amqplib'
import { Pool } from 'pg'

const { DATABASE_URL, HTTP_PORT, GRPC_PORT, RABBITMQ_URL, QUEUE } = process.env
const pool = new Pool({ connectionString: DATABASE_URL })
const poolOfLoop = new Pool({ connectionString: DATABASE_URL }) // else one that waits goes on as part of the work
const asItIs = (bytes: Buffer) => bytes

const grpc = new Server()
const answer = (_call: unknown, reply: sendUnaryData<Buffer>) =>
  void pool.query(`insert into done values ('call')`).then(() => reply(null, Buffer.from('done')))
grpc.register('/victim/Work', answer, asItIs, asItIs, 'unary')
await new Promise((resolve) =>
  grpc.bindAsync(`localhost:${GRPC_PORT}`, ServerCredentials.createInsecure(), resolve),
)

const self = new Client(`localhost:${GRPC_PORT}`, credentials.createInsecure())
const callSelf = () =>
  new Promise((resolve) =>
    self.makeUnaryRequest('/victim/Work', asItIs, asItIs, Buffer.from('please'), resolve),
  )

async function work() {
  const client = await pool.connect()
  await client.query('begin')
  await client.query(`insert into done values ('request')`)
  await client.query('commit')
  client.release()
  await callSelf()
}

const channel = await (await connect(RABBITMQ_URL!)).createConfirmChannel()
for (const queue of [QUEUE!, `${QUEUE}-answers`])
  await channel.assertQueue(queue, { durable: true })
async function handle(message: ConsumeMessage | null) {
  await new Promise((told) =>
    channel.publish('', `${QUEUE}-answers`, Buffer.from('done'), { persistent: true }, told),
  )
  if (message!.properties.type !== 'twin') return channel.ack(message!)
  twins.push(message!)
  if (twins.length === 2) channel.ack(twins.pop()!, true)
}
const twins: ConsumeMessage[] = []
await channel.consume(QUEUE!, (message) => void handle(message))

setInterval(() => void poolOfLoop.query('select 1'), 20)
createServer((_request, response) => void work().then(() => response.end('done'))).listen(
  Number(HTTP_PORT),
  () => console.log('ready'),
)
