import type { OneVaultTracker } from '@onevault/tracker';
import type { Plan } from './plan.ts';

/** Books an appointment and tracks it. */
export async function bookAppointment(tracker: OneVaultTracker<Plan>, service: string): Promise<void> {
  const value = service === 'teeth' ? 120 : 80;
  await tracker.trackEvent('appointment_booked', { service, value });
}
