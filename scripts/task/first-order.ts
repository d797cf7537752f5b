// A customer's way from login to a completed order, for a shell with nothing but curl.

export const firstOrder = (address: string) => `\
SHOP=${address}
TOKEN=$(curl -s $SHOP/auth/login -H 'Content-Type: application/json' \\
  -d '{"email":"demo@shop.example","password":"demo-password-1"}' | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')
PRODUCT=$(curl -s "$SHOP/products?limit=50" | tr '{' '\\n' | grep '"stock":[1-9]' | head -1 | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')
curl -s -X PUT $SHOP/cart/items/$PRODUCT -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' -d '{"quantity":1}'; echo
ORDER=$(curl -s $SHOP/orders -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
  -H "Idempotency-Key: $(date +%s)-$$" -d '{"paymentMethod":"pm_card_visa"}' | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')
sleep 1; curl -s $SHOP/orders/$ORDER -H "Authorization: Bearer $TOKEN"; echo
`
