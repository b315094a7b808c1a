import { beforeEach, expect, test, vi } from 'vitest';
import { createTestEntry, toIds } from '../../test/support/createTestEntry.ts';
import { createStore } from '../browser/createStore.ts';
import { createDebug } from '../debug.ts';
import type { Outcome } from '../events.ts';
import { createBacklog } from './createBacklog.ts';
import { createBackoff } from './createBackoff.ts';
import { createBatcher } from './createBatcher.ts';
import { createDelivery } from './createDelivery.ts';
import { createLedger } from './createLedger.ts';
import { createSettler } from './createSettler.ts';

const success = { success: true } as never;
const backlog = createBacklog();
let outcome: Outcome | Error;

function create() {
  const backoff = createBackoff();
  const batcher = createBatcher(createStore(true), 'q:');
  const ledger = createLedger(createDebug(false));
  const removed: string[] = [];
  const settler = createSettler(backlog, { _remove: ({ _id }) => removed.push(_id) }, ledger);
  const send = vi.fn(async () => {
    if (outcome instanceof Error) throw outcome;
    return outcome;
  });
  const transport = { _send: send, _availableBytes: () => 60_000, _leave: undefined };
  const deliver = createDelivery(transport, backlog, backoff, batcher, settler);
  return { deliver, backoff, batcher, ledger, removed, send };
}
const entries = ['a', 'b', 'c', 'd'].map((id) => createTestEntry(id));
const [a, b, c, d] = entries as [(typeof entries)[0], (typeof entries)[0], (typeof entries)[0], (typeof entries)[0]];

beforeEach(() => {
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
  for (const entry of entries) {
    backlog._remove(entry);
    backlog._add(entry);
    vi.mocked(entry._answer).mockClear();
    entry._isInFlight = false;
  }
});

test('events with a final answer leave the queue and the outbox, and are counted', async () => {
  const { deliver, ledger, removed } = create();
  outcome = {
    _next: undefined,
    _answers: [success, { success: false, dropped: 'rejected', error: 'no' } as never],
    _error: '',
  };
  const sent = deliver([a, b]);
  expect([a._isInFlight, b._isInFlight]).toEqual([true, true]);
  expect(await sent).toBeUndefined();
  expect(toIds(backlog._entries)).toEqual(['c', 'd']);
  expect(removed).toEqual(['a', 'b']);
  expect(ledger._counts).toMatchObject({ delivered: 1, dropped: 1, droppedByReason: { rejected: 1 } });
  expect(a._answer).toHaveBeenCalledWith(success);
});

test('other events stay, and are answered as queued', async () => {
  const { deliver, ledger, backoff } = create();
  outcome = { _next: 'wait', _error: 'HTTP 503: Service Unavailable', _retryAfterMs: 9_000 };
  await deliver([a, b]);
  expect(toIds(backlog._entries)).toEqual(['a', 'b', 'c', 'd']);
  expect([a._isInFlight, b._isInFlight]).toEqual([false, false]);
  expect(ledger._counts.retried).toBe(2);
  expect(a._answer).toHaveBeenCalledWith(
    expect.objectContaining({ queued: true, error: 'HTTP 503: Service Unavailable' }),
  );
  expect(backoff._remainingMs()).toBeGreaterThan(8_000);
});

test('suspected events go to the end, in smaller batches', async () => {
  const { deliver, batcher } = create();
  outcome = { _next: 'suspect', _error: 'HTTP 500: Internal Server Error' };
  await deliver([a, b]);
  expect(toIds(backlog._entries)).toEqual(['c', 'd', 'a', 'b']);
  expect(batcher._take(backlog._entries)).toHaveLength(1);
});

test.each(['smaller', 'single'] as const)('%s: the next batch has fewer events, at once', async (next) => {
  const { deliver, batcher, backoff } = create();
  outcome = { _next: next, _error: 'x' };
  await deliver([a, b]);
  expect(batcher._take(backlog._entries)).toHaveLength(1);
  expect(backoff._isWaiting()).toBe(false);
  expect(a._answer).not.toHaveBeenCalled();
});

test('a refused key is the result', async () => {
  const { deliver } = create();
  outcome = { _next: 'halt', _error: 'HTTP 401: Unauthorized' };
  expect(await deliver([a])).toBe('HTTP 401: Unauthorized');
  expect(a._answer).toHaveBeenCalledWith(expect.objectContaining({ queued: true }));
});

test('an error while sending causes a wait; the events stay', async () => {
  const { deliver, backoff, send } = create();
  outcome = new Error('fetch is broken');
  await deliver([c]);
  expect(backoff._reason()).toBe('fetch is broken');
  expect(c._isInFlight).toBe(false);
  outcome = { _next: undefined, _answers: [success], _error: '' };
  await deliver([d], true);
  expect(send).toHaveBeenLastCalledWith([d], true, 1);
  expect(backoff._failures()).toBe(0);
});

test('tells of each event that it is sent, before the request', async () => {
  const { deliver, ledger, send } = create();
  const sent: unknown[] = [];
  ledger._on('sent', ({ event_id }) => sent.push([event_id, send.mock.calls.length]));
  outcome = { _next: 'wait', _error: 'down' };
  await deliver([a, b]);
  expect(sent).toEqual([
    ['a', 0],
    ['b', 0],
  ]);
});
