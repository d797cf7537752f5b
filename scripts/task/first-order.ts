// A customer's way from login to a completed order, to be pasted into a shell that has nothing but curl.

export const firstOrder = (address: string) => `\
SHOP=${address}
call() { curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' "$@"; }
pick() { sed "s/.*\\"$1\\":\\"\\([^\\"]*\\)\\".*/\\1/"; }
TOKEN=$(call $SHOP/auth/login -d '{"email":"demo@shop.example","password":"demo-password-1"}' | pick accessToken)
PRODUCT=$(call "$SHOP/products?limit=50" | tr '{' '\\n' | grep '"stock":[1-9]' | head -1 | pick id)
call -X PUT $SHOP/cart/items/$PRODUCT -d '{"quantity":1}'; echo
ORDER=$(call $SHOP/orders -H "Idempotency-Key: $(date +%s)-$$" -d '{"paymentMethod":"pm_card_visa"}' | pick id)
while call $SHOP/orders/$ORDER | grep '"status":"pending"'; do sleep 1; done
call $SHOP/orders/$ORDER; echo
`
