import { createMockServer } from '@onevault/mock-server/testing';
import '@onevault/mock-server/vitest';
import { OneVaultTracker } from '@onevault/tracker';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bookAppointment } from '../src/bookAppointment.ts';
import { type Plan, plan } from '../src/plan.ts';

let server: Awaited<ReturnType<typeof createMockServer>>;
beforeAll(async () => {
  server = await createMockServer({ plan });
});
afterAll(() => server.close());

test('a booking reaches the business layer', async () => {
  const clinic = await server.createCustomer();
  await bookAppointment(new OneVaultTracker<Plan>(clinic.trackerOptions), 'teeth');
  await expect(clinic).toHaveTracked('appointment_booked', { value: 120 });
  await expect(clinic).toHaveNoRejectedEvents();
});

test('a booking survives a server that stores it and loses the answer', async () => {
  const clinic = await server.createCustomer();
  clinic.faults.add({ fault: 'drop_after', first: 1 });
  await bookAppointment(new OneVaultTracker<Plan>(clinic.trackerOptions), 'eyes');
  await clinic.waitFor({ event_type: 'appointment_booked', where: { value: 80 } });
  await expect(clinic).toHaveTrackedTimes('appointment_booked', 1);
});
