// Run by itself: a catalogue in a process of its own, to be killed and paused. Says its port; the stock is how often
// it was asked for a mug.
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { grpcService, serveGrpc } from '../grpc-server.ts'
import { mug, neverAnswer } from './given-grpc.ts'
import { productService } from './given-proto.ts'

let asked = 0
const service = grpcService(productService, {
  GetProduct({ id }) {
    asked += 1
    return id === 'never' ? neverAnswer() : Promise.resolve({ product: mug })
  },
  GetProducts: async () => ({ products: [{ ...mug, stock: asked }] }),
})
const edge = { log: pino({ level: 'silent' }), registry: new Registry() }
const { port } = await serveGrpc(Number(process.argv[2]), [service], edge)
console.log(port)
