// What is migrated once in a run of specs is copied from then on, and gone when the run is.
import assert from 'node:assert/strict'
import { createDatabase, databasesLike, dropDatabase } from '../databases.ts'
import { hasTemplates, keepTemplates, makeTemplates, templateNameOf } from '../templates.ts'
import { query } from './query.ts'

describe('templates of databases', function () {
  this.timeout(20_000)
  const [first, second] = ['infra_first', 'infra_second'] as const
  const names = ['shop_mugs', 'shop_teas']
  const ofTheRun = process.env.TEMPLATE_PREFIX
  let administrator: string
  let templates: AsyncDisposable
  before(() => {
    administrator = process.env.POSTGRES_URL ?? ''
    delete process.env.TEMPLATE_PREFIX
  })
  after(() => {
    if (ofTheRun) process.env.TEMPLATE_PREFIX = ofTheRun
  })
  const drop = () => Promise.all([first, second].map((name) => dropDatabase(administrator, name)))
  beforeEach(async () => {
    await drop()
    templates = keepTemplates(administrator)
  })
  afterEach(() => templates[Symbol.asyncDispose]())
  after(drop)

  it('are copied with all that is in them, and closed to other roles like the first', async () => {
    const source = await createDatabase(administrator, first, 'infra_owner')
    await query(source, 'create table mugs as select 42 as price')
    await makeTemplates(administrator, { [names[0]!]: first })
    await query(source, 'update mugs set price = 1') // too late for the template
    const template = templateNameOf(names[0]!)
    const copy = await createDatabase(administrator, second, 'infra_owner', template)
    assert.deepEqual(await query(copy, 'select price from mugs'), [{ price: 42 }])

    const stranger = new URL(await createDatabase(administrator, first, 'infra_stranger'))
    for (const pathname of [second, template]) {
      const { href } = Object.assign(new URL(stranger), { pathname })
      await assert.rejects(query(href, 'select 1'), { code: '42501' })
    }
  })

  it('are there when all of them are', async () => {
    await createDatabase(administrator, first, 'infra_owner')
    await makeTemplates(administrator, { [names[0]!]: first })
    assert.equal(await hasTemplates(administrator, names), false)
    await makeTemplates(administrator, { [names[0]!]: first, [names[1]!]: first })
    assert.equal(await hasTemplates(administrator, names), true)
  })

  it('are gone with the run, and without one there are none', async () => {
    await createDatabase(administrator, first, 'infra_owner')
    const prefix = templateNameOf('')
    await makeTemplates(administrator, { [names[0]!]: first })
    assert.equal((await databasesLike(administrator, prefix)).length, 1)
    await templates[Symbol.asyncDispose]()
    assert.deepEqual(await databasesLike(administrator, prefix), [])
    await makeTemplates(administrator, { [names[0]!]: first })
    assert.equal(await hasTemplates(administrator, names.slice(0, 1)), false)
  })
})
