import type { Config } from '../config.ts';

/** The headers of every call: the customer and the key. */
export function toHeaders({ customerId, apiToken }: Config): Record<string, string> {
  return {
    'Content-Type': 'application/json',
    'X-Customer-ID': customerId,
    Authorization: `Bearer ${apiToken}`,
  };
}
