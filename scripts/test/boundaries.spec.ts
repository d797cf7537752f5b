// The linter keeps modules apart, and says so loudly where it has looked at nothing. Tried on a copy of each phase.
import assert from 'node:assert/strict'
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { root } from '../task/places.ts'
import { runTool } from '../task/tool.ts'
import { phases } from '../phases.ts'

const isOurs = (path: string) => basename(path) !== 'node_modules'

describe('the boundaries between modules', function () {
  this.timeout(30_000)
  let copy: string

  before(async () => {
    copy = await mkdtemp(join(tmpdir(), 'boundaries-'))
    await cp(join(root, '.oxlintrc.json'), join(copy, '.oxlintrc.json'))
  })
  after(() => rm(copy, { recursive: true }))

  const lint = (folder: string) =>
    runTool(['oxlint', '--config', join(copy, '.oxlintrc.json'), join(copy, folder)])

  /** What the linter says of one more file in the copy. */
  async function lintWith(path: string, text: string) {
    const file = join(copy, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
    const { code, output } = await lint(path)
    await rm(file)
    return { code, output }
  }

  async function assertRefused(path: string, imported: string) {
    const { code, output } = await lintWith(path, `export * from '${imported}'\n`)
    assert.equal(code, 1, `${path} may import ${imported}`)
    assert.match(output, /no-restricted-imports/)
  }

  async function assertAllowed(path: string, imported: string) {
    const { code, output } = await lintWith(path, `export * from '${imported}'\n`)
    assert.equal(code, 0, output)
  }

  for (const { folder } of Object.values(phases)) {
    it(`are kept in ${folder}`, async () => {
      await cp(join(root, folder), join(copy, folder), { recursive: true, filter: isOurs })
      const { code, output } = await lint(folder)
      assert.equal(code, 0, output)
    })
  }

  it('let nobody into a sibling', async () => {
    await assertRefused('phase/modules/cart/planted.ts', '../order/order.ts')
    await assertRefused('phase/services/cart/planted.ts', '../order/order-store.ts')
    await assertRefused('phase/modules/cart/planted.ts', './../order/order.ts')
    await assertRefused(
      'phase/modules/cart/planted.ts',
      '../../contracts/../modules/order/order.ts',
    )
    await assertRefused('phase/modules/cart/migrations/planted.ts', '../../order/order.ts')
    await assertRefused('phase/modules/cart/test/planted.spec.ts', '../../order/order.ts')
  })

  it('let nobody out to the process that the module is part of', async () => {
    await assertRefused('phase/modules/cart/planted.ts', '../../start.ts')
    await assertRefused('phase/modules/cart/planted.ts', '../../../scripts/shop.ts')
  })

  it('notice a type and a dynamic import as well', async () => {
    const path = 'phase/modules/cart/planted.ts'
    for (const text of [
      `import type { Order } from '../order/order.ts'\nexport type Mine = Order\n`,
      `export const load = () => import('../order/order.ts')\n`,
    ]) {
      assert.equal((await lintWith(path, text)).code, 1, text)
    }
  })

  it('keep what modules meet in independent of them', async () => {
    await assertRefused('phase/contracts/planted.ts', '../modules/cart/cart.ts')
    await assertRefused('phase/shared/planted.ts', '../services/cart/cart.ts')
  })

  it('are open to contracts and shared, and in a test to its own module and the scripts', async () => {
    await assertAllowed('phase/modules/cart/planted.ts', '../../contracts/cart-api.ts')
    await assertAllowed('phase/services/cart/planted.ts', '../../shared/http.ts')
    await assertAllowed('phase/modules/cart/planted.ts', './cart-store.ts')
    await assertAllowed('phase/modules/cart/test/planted.spec.ts', '../cart.ts')
    await assertAllowed('phase/modules/cart/test/planted.spec.ts', '../../../test/given.ts')
    await assertAllowed('phase/modules/cart/test/planted.spec.ts', '../../../../scripts/shop.ts')
  })

  it('are not taken for kept where no file was looked at', async () => {
    await mkdir(join(copy, 'empty'))
    assert.equal((await lint('empty')).code, 1)
  })

  it('have no way around by hand: a transaction ends by its callback only', async () => {
    const { code, output } = await lintWith(
      'phase/modules/cart/planted.ts',
      `export const end = (trx: { commit(): void }) => trx.commit()\n`,
    )
    assert.equal(code, 1)
    assert.match(output, /no-restricted-properties/)
  })
})
