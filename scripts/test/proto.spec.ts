// Whatever can be wrong with the contracts turns the checks red. Tried on a copy of proto/ in a repository of its own.
import assert from 'node:assert/strict'
import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { privateFolder } from '../infra/folders.ts'
import { root } from '../task/places.ts'
import { protoChecks } from '../task/proto-checks.ts'
import { renewTypes } from '../task/proto-types.ts'
import { runCommand } from '../task/tool.ts'
import { skipWithoutGit } from './given-git.ts'

const cart = 'proto/cart/v1/cart.proto'
const currency = '  // ISO 4217, such as "EUR".\n  string currency = 3;\n'

describe('the check of the contracts', () => {
  before(skipWithoutGit)
  let copy: Awaited<ReturnType<typeof privateFolder>>

  beforeEach(async () => {
    copy = await privateFolder('proto-spec')
    await cp(join(root, 'proto'), join(copy.path, 'proto'), { recursive: true })
    await git('init', '--initial-branch=main')
    await git('add', '.')
    await commit()
  })
  afterEach(() => copy[Symbol.asyncDispose]())

  async function git(...args: string[]) {
    const { code, output } = await runCommand(['git', ...args], copy.path)
    assert.equal(code, 0, output)
  }
  const author = ['-c', 'user.name=spec', '-c', 'user.email=spec@shop.example']
  const commit = () => git(...author, 'commit', '--all', '--message=spec')
  async function edit(path: string, was: string, becomes: string) {
    const file = join(copy.path, path)
    const text = await readFile(file, 'utf8')
    assert.ok(text.includes(was), `${path} has no ${was}`)
    await writeFile(file, text.replace(was, becomes))
  }
  const check = (name: string) => {
    const found = protoChecks(copy.path).find((one) => one.name === name)
    assert.ok(found, `there is no check ${name}`)
    return found.run()
  }
  async function assertRed(name: string, ...says: (RegExp | string)[]) {
    const { passed, failures } = await check(name)
    assert.deepEqual([passed, failures.length], [0, 1])
    for (const words of says) assert.match(failures[0]!, new RegExp(words))
  }

  it('is green as long as all is well', async () => {
    for (const { name, run } of protoChecks(copy.path)) {
      assert.deepEqual(await run(), { passed: 1, failures: [], skipped: [] }, name)
    }
  })

  it('asks for the names of a well-kept API', async () => {
    await edit(cart, 'rpc CountCarts(', 'rpc count_carts(')
    await assertRed('proto lint', /cart\.proto:.*"count_carts" should be PascalCase/)
  })

  it('asks for a comment on each method', async () => {
    await edit(
      cart,
      '  // How many carts are in use and how many were left behind',
      '\n// How many',
    )
    await edit(cart, '  rpc CountCarts(', '\n  rpc CountCarts(')
    await assertRed('proto lint', /cart\.proto:.*"CountCarts" should have a non-empty comment/)
  })

  it('asks for one format', async () => {
    await edit(cart, 'message CartLine {', 'message   CartLine {')
    await assertRed('proto format', /-message {3}CartLine/)
  })

  it('lets nothing go that main has promised', async () => {
    await edit(cart, currency, '')
    await assertRed('proto breaking', /field "3" with name "currency" on message "GetCartResponse"/)
  })

  it('goes by main as the server has it, if that is known', async () => {
    await git('update-ref', 'refs/remotes/origin/main', 'HEAD')
    await edit(cart, currency, '')
    await commit()
    await assertRed('proto breaking', /"currency"/)
  })

  it('lets a field be added', async () => {
    await edit(cart, currency, `${currency}  // Why.\n  string reason = 9;\n`)
    assert.equal((await check('proto breaking')).passed, 1)
  })

  it('says so where there is no main to compare with', async () => {
    await git('branch', '--move', 'elsewhere')
    const { passed, failures, skipped } = await check('proto breaking')
    assert.deepEqual([passed, failures], [0, []])
    assert.deepEqual(skipped, ['proto breaking (skipped: git knows no main branch here)'])
  })

  it('says so where main has no contracts yet', async () => {
    await git('mv', 'proto', 'contracts')
    await commit()
    await git('mv', 'contracts', 'proto')
    const { skipped } = await check('proto breaking')
    assert.deepEqual(skipped, ['proto breaking (skipped: main has no proto/ yet)'])
  })

  it('finds types that are not what the protos say: changed, missing or left behind', async () => {
    const types = 'proto/types/cart/v1'
    await edit(cart, currency, `${currency}  // Why.\n  string reason = 9;\n`)
    await rm(join(copy.path, types, 'CartLine.ts'))
    await writeFile(join(copy.path, types, 'Basket.ts'), 'export type Basket = never\n')
    const files = ['Basket', 'CartLine', 'GetCartResponse'].map((name) => `${types}/${name}.ts`)
    await assertRed('proto types', /npm run proto/, `\n${files.join('\n')}$`)

    await renewTypes(copy.path)
    assert.equal((await check('proto types')).passed, 1)
  })
})
