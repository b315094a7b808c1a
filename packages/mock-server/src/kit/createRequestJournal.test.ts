import type { RawEvent } from '@onevault/server/internal/engine/port';
import { expect, test } from 'vitest';
import { createRequestJournal, MAX_ARRIVALS, MAX_REFUSALS, MAX_REFUSED_CHARS } from './createRequestJournal.ts';

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
  expect(journal.refusedOf('demo').length).toBeLessThanOrEqual(MAX_REFUSALS);
  expect(journal.refusedOf('demo').length).toBeGreaterThan(MAX_REFUSALS * 0.8);
  expect(journal.refusedOf('demo').at(-1)).toMatchObject({ event: { event_id: `evt_${MAX_REFUSALS}` } });
});

test('large ones that were refused are few', () => {
  const journal = createRequestJournal();
  const event = { event_id: '', event_data: { text: 'x'.repeat(900_000) } };
  for (let n = 0; n < 60; n++) {
    journal.noteRefused({ customerId: 'demo', event: { ...event, event_id: `evt_${n}` } } as Parameters<
      typeof journal.noteRefused
    >[0]);
  }
  const kept = journal.refusedOf('demo');
  expect(JSON.stringify(kept).length).toBeLessThan(MAX_REFUSED_CHARS * 1.01);
  expect(kept.length).toBeGreaterThan(10);
  expect(kept.at(-1)).toMatchObject({ event: { event_id: 'evt_59' } });
});
