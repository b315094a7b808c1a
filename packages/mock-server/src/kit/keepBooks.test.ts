import type { RawEvent } from '@onevault/server/internal/engine/port';
import { expect, test } from 'vitest';
import { keepBooks, MAX_ARRIVALS, MAX_REFUSALS } from './keepBooks.ts';

test('the newest arrivals are kept, and no more than fit', () => {
  const books = keepBooks();
  for (let n = 0; n < MAX_ARRIVALS + 1_000; n += 500) {
    const events = Array.from({ length: 500 }, (_, i) => ({ eventId: `evt_${n + i}`, payload: {} }) as RawEvent);
    books.noteStored('demo', events, []);
    expect(books.arrivalsOf('demo').length).toBeLessThanOrEqual(MAX_ARRIVALS);
  }
  expect(books.arrivalsOf('demo').at(-1)).toMatchObject({ eventId: `evt_${MAX_ARRIVALS + 999}` });
  expect(books.arrivalsOf('demo').length).toBeGreaterThan(MAX_ARRIVALS * 0.8);
});

test('likewise what was refused', () => {
  const books = keepBooks();
  for (let n = 0; n <= MAX_REFUSALS; n++) {
    books.noteRefused({ customerId: 'demo', event: { event_id: `evt_${n}` } } as Parameters<
      typeof books.noteRefused
    >[0]);
  }
  expect(books.refusedOf('demo').length).toBe(MAX_REFUSALS * 0.9 + 1);
  expect(books.refusedOf('demo').at(-1)).toMatchObject({ event: { event_id: `evt_${MAX_REFUSALS}` } });
});
