import { afterAll, beforeAll, test } from '@jest/globals';
import { createMockServer } from '@onevault/mock-server/testing';

// These tests fail, and runners.test.ts reads how.

let server;
beforeAll(async () => {
  server = await createMockServer({ port: false });
  await server.fetch('/api/v1/track', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Customer-ID': 'demo', Authorization: 'Bearer ovt_demo' },
    body: JSON.stringify({ event_type: 'signup', event_data: { plan: 'free' } }),
  });
});
afterAll(() => server.close());

test('a wait in vain', async () => {
  await server.waitFor({ event_type: 'signup', where: { plan: 'pro' } });
});
