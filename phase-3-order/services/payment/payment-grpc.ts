// payment.v1.PaymentService: proto in, one call, proto out. No rules and no SQL in this file.
import { z } from 'zod'
import { paymentMethods } from '../../contracts/payment-api.ts'
import { paymentService, wireStatuses } from '../../contracts/payment-proto.ts'
import { grpcService } from '../../shared/grpc-server.ts'
import { id, parse } from '../../shared/validate.ts'
import type { PaymentRequests } from './payment-requests.ts'

const payment = z.object({
  orderId: id,
  amountCents: z.string().transform(Number).pipe(z.int().min(1)), // int64 comes as text
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be three capital letters'),
  paymentMethod: z.enum(paymentMethods),
})
const order = z.object({ orderId: id })

export const paymentGrpc = (payments: PaymentRequests) =>
  grpcService(paymentService, {
    CreatePayment: async (request) => ({
      status: wireStatuses[await payments.createPayment(parse(payment, request))],
    }),

    async GetPayment(request) {
      const found = await payments.getPayment(parse(order, request).orderId)
      const { status, amountCents, currency } = found
      return { status: wireStatuses[status], amountCents, currency }
    },

    RefundPayment: async (request) => ({
      status: wireStatuses[await payments.refundPayment(parse(order, request).orderId)],
    }),
  })
