// How a channel behaves: what it retries, how it notices that the other side is gone, how soon it is back.
import type { ChannelOptions } from '@grpc/grpc-js'
import { mostBytes } from './grpc.ts'

/** `repeatable`: paths such as "/cart.v1.CartService/GetCart". */
export const channelOptions = (repeatable: string[]): ChannelOptions => ({
  'grpc.max_send_message_length': mostBytes.request,
  'grpc.max_receive_message_length': mostBytes.response,
  // A server that hangs, or is gone without a word. https://grpc.io/docs/guides/keepalive/
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 5_000,
  'grpc.keepalive_permit_without_calls': 1,
  // One that comes back is found about a second later, also at another address.
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1_000,
  'grpc.dns_min_time_between_resolutions_ms': 1_000,
  // A proxy that the environment names is for the world outside.
  'grpc.enable_http_proxy': 0,
  'grpc.service_config_disable_resolution': 1,
  'grpc.service_config': JSON.stringify(serviceConfig(repeatable)),
})

// https://grpc.io/docs/guides/retry/ Each pause is a random fifth longer or shorter. The deadline ends it all.
const serviceConfig = (repeatable: string[]) => ({
  methodConfig: repeatable.map((path) => ({
    name: [nameOf(path)],
    retryPolicy: {
      maxAttempts: 3,
      initialBackoff: '0.1s',
      backoffMultiplier: 4,
      maxBackoff: '1s',
      retryableStatusCodes: ['UNAVAILABLE'],
    },
  })),
  // Five failures use up what retries there are, and each success earns a tenth: who is down is left in peace.
  retryThrottling: { maxTokens: 10, tokenRatio: 0.1 },
})

function nameOf(path: string) {
  const [, service, method] = path.split('/')
  return { service, method }
}
