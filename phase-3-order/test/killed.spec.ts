// kill -9 of every service of a checkout, at some of the effects at which it may be killed: scripts/faults/cells.ts has
// all of them, and `npm run faults -- all` plays them all. What was killed is started again, the customer asks again
// with the same key, and the shop is as if nothing had happened.
import { sentenceOf } from '../../scripts/faults/cells.ts'
import { chooseCells } from '../../scripts/faults/choose.ts'
import { openStage, type Stage } from '../../scripts/faults/stage.ts'
import { doomedShop } from './given-doomed-shop.ts'

/** What is played depends on nothing else. `npm run faults` draws another one each time. */
const seed = Number(process.env['FAULTS_SEED'] ?? 1)
const cells = chooseCells(seed, 20)

describe(`a checkout (chosen by FAULTS_SEED=${seed})`, function () {
  this.timeout(180_000)
  let stage: Stage
  before(async () => {
    const shop = await doomedShop()
    stage = await openStage({ shop, dooms: shop.dooms, upTo: cells.length * 2 })
  })

  for (const cell of cells) it(`that ${sentenceOf(cell)}`, () => stage.play(cell))

  it('leaves stock, holds, money, carts, reports and timelines whole', () => stage.check())
})
