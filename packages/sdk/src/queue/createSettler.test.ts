import { expect, test } from 'vitest';
import { createTestEntry } from '../../test/support/createTestEntry.ts';
import { createDebug } from '../debug.ts';
import { createBacklog } from './createBacklog.ts';
import { createLedger } from './createLedger.ts';
import { createSettler } from './createSettler.ts';

function create() {
  const backlog = createBacklog();
  const ledger = createLedger(createDebug(false));
  const removed: string[] = [];
  const settler = createSettler(backlog, { _remove: ({ _id }) => removed.push(_id) }, ledger);
  const entry = createTestEntry('a');
  backlog._add(entry);
  return { backlog, ledger, removed, settler, entry };
}

test('an event has one final answer, and is counted once', () => {
  const { backlog, ledger, removed, settler, entry } = create();
  settler._finish(entry, { success: true, duplicate: true } as never);
  settler._drop(entry, 'expired');
  expect(ledger._counts).toMatchObject({ delivered: 1, duplicates: 1, dropped: 0 });
  expect(entry._answer).toHaveBeenCalledTimes(1);
  expect(removed).toEqual(['a']);
  expect(backlog._entries).toEqual([]);
});

test('a dropped event is answered with the reason, and leaves the outbox', () => {
  const { ledger, removed, settler, entry } = create();
  settler._drop(entry, 'overflow');
  expect(entry._answer).toHaveBeenCalledWith(expect.objectContaining({ success: false, dropped: 'overflow' }));
  expect(ledger._counts.droppedByReason).toEqual({ overflow: 1 });
  expect(removed).toEqual(['a']);
});

test('a postponed event stays, and is answered as queued', () => {
  const { backlog, settler, entry } = create();
  settler._postpone(entry, 'Paused');
  expect(entry._answer).toHaveBeenCalledWith(expect.objectContaining({ queued: true, error: 'Paused' }));
  expect(backlog._entries.includes(entry)).toBe(true);
});

test('a retry counts while the event is in the queue', () => {
  const { ledger, settler, entry } = create();
  expect(settler._retry(entry, 'x')).toBe(true);
  settler._drop(entry, 'consent');
  expect(settler._retry(entry, 'x')).toBe(false);
  expect(ledger._counts.retried).toBe(1);
});
