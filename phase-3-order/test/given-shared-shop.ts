// The shop for specs that make work slow, and for all that do not mind: in it everybody waits for the others as long as
// may be.
import { givenShop } from './given-shop.ts'
import { shareShop } from './share-shop.ts'

const env = {
  CART_TIMEOUT_MS: '5000',
  PRODUCT_TIMEOUT_MS: '2500',
  PAYMENT_CALL_TIMEOUT_MS: '2500',
  PAYMENT_TIMEOUT_MS: '2500',
}

export const { use: sharedShop } = shareShop(() => givenShop({ env }))
