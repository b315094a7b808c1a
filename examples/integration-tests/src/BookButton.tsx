import type { OneVaultTracker } from '@onevault/tracker';
import { useState } from 'react';
import { bookAppointment } from './bookAppointment.ts';
import type { Plan } from './plan.ts';

export function BookButton({ tracker, service }: { tracker: OneVaultTracker<Plan>; service: string }) {
  const [isBooked, setBooked] = useState(false);
  const book = () => bookAppointment(tracker, service).then(() => setBooked(true));
  return isBooked ? (
    <p>See you soon.</p>
  ) : (
    <button type="button" onClick={book}>
      Book {service}
    </button>
  );
}
