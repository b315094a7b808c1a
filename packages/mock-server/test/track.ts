import type { MockServer, TestCustomer } from '../src/testing.ts';

/** Posts one event or a batch. */
export function track(
  server: Pick<MockServer, 'fetch'> & TestCustomer,
  body: object,
  { customer = server, background = false }: { customer?: TestCustomer; background?: boolean } = {},
): Promise<Response> {
  return server.fetch(`/api/v1/track${background ? '/async' : ''}`, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'X-Customer-ID': customer.customerId,
      Authorization: `Bearer ${customer.writeToken}`,
      'User-Agent':
        'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
    },
    body: JSON.stringify(body),
  });
}
