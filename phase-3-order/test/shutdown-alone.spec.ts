// SIGTERM to one process while the others go on: what it has accepted is finished, what comes later is not accepted.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { gatherCrowd, type Crowd } from '../../scripts/faults/crowd.ts'
import { query } from '../../scripts/faults/query.ts'
import type { Shop } from '../../scripts/shop.ts'
import { until } from '../../scripts/until.ts'
import { lockTable } from './given-lock.ts'
import { sharedShop } from './given-shared-shop.ts'

type Work = {
  name: string
  /** Closed as soon as it is told to stop. */
  ports: string[]
  /** Locked, so that the work takes its time. */
  table: [database: string, table: string]
  /** So many wait for it then. */
  waiting?: number
  /** What is there when it has ended. */
  done: string
}

/** What each does for a checkout, the answer to the customer first. */
const works: Record<string, Work> = {
  'the gateway passes the answer on first': {
    name: 'gateway',
    ports: ['GATEWAY_PORT'],
    table: ['orderdb', 'orders'],
    done: 'select id from orders',
  },
  'order-service keeps the promise first': {
    name: 'order-service',
    ports: ['ORDER_PORT'],
    table: ['orderdb', 'orders'],
    done: 'select id from orders',
  },
  'cart-service obeys the command first': {
    name: 'cart-service',
    ports: ['CART_PORT', 'CART_GRPC_PORT'],
    table: ['cartdb', 'cart_lines'],
    done: 'select reserved_by as id from cart_lines',
  },
  'product-service holds the stock first': {
    name: 'product-service',
    ports: ['PRODUCT_PORT', 'PRODUCT_GRPC_PORT'],
    table: ['productdb', 'stock_holds'],
    done: 'select order_id as id from stock_holds',
  },
  'payment-service promises the payment first': {
    name: 'payment-service',
    ports: ['PAYMENT_GRPC_PORT'],
    table: ['paymentdb', 'payments'],
    waiting: 2, // its worker, who looks for charges all the time, as well
    done: 'select order_id as id from payments',
  },
}

describe('told to stop in the middle of slow work,', function () {
  this.timeout(180_000)
  let shop: Shop
  let crowd: Crowd
  before(async () => {
    shop = await sharedShop()
    crowd = await gatherCrowd(shop.address, 0, { upTo: 10 })
  })

  async function isOpen(port: string): Promise<boolean> {
    const socket = connect(Number(shop.addressOf(port).split(':')[1]))
    try {
      await once(socket, 'connect')
      return true
    } catch {
      return false
    } finally {
      socket.destroy()
    }
  }

  for (const [words, { name, ports, table, waiting = 1, done }] of Object.entries(works)) {
    it(words, async () => {
      const customer = await crowd.join('pm_card_visa')
      const database = shop.databaseUrls[table[0]]!
      await using locked = await lockTable(database, table[1])
      const answer = crowd.checkOut(customer)
      await locked.untilWaiting(waiting)
      const ended = shop.stop(name)
      for (const port of ports) {
        await until(
          `${port} is closed`,
          () => isOpen(port),
          (is) => !is,
        )
      }
      await locked.release()
      assert.equal((await answer).status, 201)
      await ended
      const { id } = customer.order!
      const found = await query(database, `select from (${done}) as done where id = '${id}'`)
      assert.ok(found.length > 0, 'it ended before it had done what it had begun')

      await shop.start(name)
      assert.equal((await crowd.untilFinal(customer)).status, 'completed')
      assert.deepEqual((await crowd.untilFree(customer)).items, [])
    })
  }
})
