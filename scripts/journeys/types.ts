// What the shop's answers look like to the journeys. The contract validator has seen to it that they do.
export type Product = {
  id: string
  name: string
  description: string
  category: string
  priceCents: number
  currency: string
  stock: number
}
export type Category = { slug: string; name: string; products: number }
export type Page<Item> = { items: Item[]; nextCursor: string | null }

export type Line = {
  productId: string
  name: string
  quantity: number
  unitPriceCents: number
  lineTotalCents: number
}
export type Bill = { items: Line[]; totalCents: number; currency: string }
export type Cart = Bill & { locked: boolean }

export type Status = 'pending' | 'completed' | 'failed' | 'cancelling' | 'cancelled'
export type Order = Bill & {
  id: string
  status: Status
  failureReason: string | null
  placedAt: string
  updatedAt: string
}
export type TimelineEntry = { at: string; type: string; detail: string }
export type PaymentMethod = 'pm_card_visa' | 'pm_card_declined' | 'pm_card_slow' | 'pm_card_flaky'

export type Credentials = { email: string; password: string }
export type User = { id: string; email: string; role: string }
export type Session = { accessToken: string; tokenType: string; expiresIn: number; user: User }

export type Key = { kty: string; crv: string; x: string; kid: string }

export type RevenueHour = {
  hour: string
  orders: number
  revenueCents: number
  refundedCents: number
}
export type TrendingProduct = { productId: string; name: string; unitsSold: number; orders: number }
export type CartAbandonment = {
  openCarts: number
  abandonedCarts: number
  checkouts: number
  abandonmentRate: number
}

export type Problem = {
  title: string
  status: number
  detail: string
  code: string
  requestId: string
  errors?: { path: string; message: string }[]
}
