import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createMockServer } from '@onevault/mock-server/testing';
import { OneVaultTracker } from '@onevault/tracker';

let server;
beforeAll(async () => {
  server = await createMockServer();
});
afterAll(() => server.close());

test('a booking reaches the business layer', async () => {
  const clinic = await server.createCustomer();
  await new OneVaultTracker(clinic.trackerOptions).trackEvent('appointment_booked', { value: 120 });
  await expect(clinic).toHaveTracked('appointment_booked', { value: expect.any(Number) });
  await expect(clinic).not.toHaveTracked('appointment_cancelled');
  await expect(clinic).toHaveNoRejectedEvents();
});

test('the message about a missing event lists the events that arrived', async () => {
  const clinic = await server.createCustomer();
  await new OneVaultTracker(clinic.trackerOptions).trackEvent('appointment_booked', { value: 12 });
  const looking = expect(clinic).toHaveTracked('appointment_booked', { value: 120 });
  await expect(looking).rejects.toThrow('value: expected 120, got 12');
});
