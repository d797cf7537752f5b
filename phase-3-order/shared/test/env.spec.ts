// The environment: read once, and all that is wrong with it told in one line.
import assert from 'node:assert/strict'
import { ConfigError, envReader } from '../env.ts'

describe('the environment', () => {
  it('is read with fallbacks', () => {
    const { text, int, url, oneOf, check } = envReader({ CART_PORT: '80', CART_HOST: '' })
    assert.equal(int('CART_PORT', 50_051), 80)
    assert.equal(int('CART_POOL', 10), 10)
    assert.equal(text('CART_HOST', 'localhost'), 'localhost')
    assert.equal(url('CART_URL', ['http:'], 'http://cart'), 'http://cart')
    assert.equal(oneOf('CART_LEVEL', ['info', 'warn'], 'info'), 'info')
    assert.doesNotThrow(check)
  })

  it('is refused with every problem at once', () => {
    const env = { CART_PORT: 'http', CART_URL: 'localhost:5432', CART_LEVEL: 'loud' }
    const { text, int, url, oneOf, check } = envReader(env)
    text('CART_NAME')
    int('CART_PORT', 50_051, { max: 65_535 })
    url('CART_URL', ['postgres:'])
    oneOf('CART_LEVEL', ['info', 'warn'], 'info')
    assert.throws(check, (error) => {
      assert.ok(error instanceof ConfigError)
      assert.equal(
        error.message,
        'bad configuration: CART_NAME is missing; ' +
          'CART_PORT cannot be "http" (a whole number from 0 to 65535); ' +
          'CART_URL is not a URL that starts with postgres://; ' +
          'CART_LEVEL cannot be "loud" (one of info, warn)',
      )
      return true
    })
  })

  for (const port of ['-1', '1.5', '65536', '1e3', ' 80', '0x50', 'NaN']) {
    it(`takes no ${JSON.stringify(port)} for a port`, () => {
      const { int, check } = envReader({ CART_PORT: port })
      int('CART_PORT', 50_051, { max: 65_535 })
      assert.throws(check, ConfigError)
    })
  }
})
