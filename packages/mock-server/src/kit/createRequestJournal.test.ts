import type { RawEvent } from '@onevault/server/internal/engine/port';
import { expect, test } from 'vitest';
import { createRequestJournal, MAX_ARRIVALS, MAX_REFUSALS } from './createRequestJournal.ts';

test('keeps the newest arrivals, up to the limit', () => {
  const journal = createRequestJournal();
  for (let n = 0; n < MAX_ARRIVALS + 1_000; n += 500) {
    const events = Array.from({ length: 500 }, (_, i) => ({ eventId: `evt_${n + i}`, payload: {} }) as RawEvent);
    journal.noteStored('demo', events, []);
    expect(journal.arrivalsOf('demo').length).toBeLessThanOrEqual(MAX_ARRIVALS);
  }
  expect(journal.arrivalsOf('demo').at(-1)).toMatchObject({ eventId: `evt_${MAX_ARRIVALS + 999}` });
  expect(journal.arrivalsOf('demo').length).toBeGreaterThan(MAX_ARRIVALS * 0.8);
});

test('keeps the newest refused events, up to the limit', () => {
  const journal = createRequestJournal();
  for (let n = 0; n <= MAX_REFUSALS; n++) {
    journal.noteRefused({ customerId: 'demo', event: { event_id: `evt_${n}` } } as Parameters<
      typeof journal.noteRefused
    >[0]);
  }
  expect(journal.refusedOf('demo').length).toBe(MAX_REFUSALS * 0.9 + 1);
  expect(journal.refusedOf('demo').at(-1)).toMatchObject({ event: { event_id: `evt_${MAX_REFUSALS}` } });
});
