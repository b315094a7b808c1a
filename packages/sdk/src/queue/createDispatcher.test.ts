import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTestEntry } from '../../test/support/createTestEntry.ts';
import { createBackoff } from './createBackoff.ts';
import { createDispatcher } from './createDispatcher.ts';
import type { Entry } from './createEntry.ts';
import { createFlushPolicy } from './createFlushPolicy.ts';

const settle = () => vi.advanceTimersByTimeAsync(0);
function create(isPatient = false) {
  const entries: Entry[] = [];
  const backoff = createBackoff();
  const policy = createFlushPolicy(isPatient);
  const sendNext = vi.fn(async () => void entries.splice(0));
  const dispatcher = createDispatcher(entries, policy, backoff, sendNext);
  return { entries, backoff, policy, sendNext, dispatcher };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('sends once for all events of one task', async () => {
  const { entries, dispatcher, sendNext } = create();
  for (const id of ['a', 'b']) {
    entries.push(createTestEntry(id));
    dispatcher._schedule();
  }
  expect(sendNext).not.toHaveBeenCalled();
  await settle();
  expect(sendNext).toHaveBeenCalledTimes(1);
});

test('sends one request at a time; later events follow it', async () => {
  const { entries, dispatcher, sendNext } = create();
  let answer = (): void => {};
  sendNext.mockImplementationOnce(async () => {
    entries.splice(0);
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
  });
  entries.push(createTestEntry('a'));
  dispatcher._schedule();
  await settle();
  entries.push(createTestEntry('b'));
  dispatcher._schedule();
  await settle();
  expect(sendNext).toHaveBeenCalledTimes(1);
  answer();
  await settle();
  expect(sendNext).toHaveBeenCalledTimes(2);
});

test('waits as long as the policy and the backoff say, with one timer', async () => {
  const { entries, dispatcher, sendNext, policy, backoff } = create(true);
  policy._rest();
  backoff._fail('x', 5_000);
  entries.push(createTestEntry('a'));
  for (let n = 0; n < 3; n++) dispatcher._schedule();
  expect(vi.getTimerCount()).toBe(1);
  await vi.advanceTimersByTimeAsync(4_999);
  expect(sendNext).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  expect(sendNext).toHaveBeenCalledTimes(1);
});

test('halted, it sends nothing and has no timer', async () => {
  const { entries, dispatcher, sendNext, backoff } = create();
  backoff._halt('Paused');
  entries.push(createTestEntry('a'));
  dispatcher._schedule();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sendNext).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

test('reports once that nothing is left', async () => {
  const { entries, dispatcher } = create();
  const listener = vi.fn();
  entries.push(createTestEntry('a'));
  dispatcher._onceIdle(listener);
  dispatcher._schedule();
  expect(listener).not.toHaveBeenCalled();
  await settle();
  dispatcher._schedule();
  expect(listener).toHaveBeenCalledTimes(1);
});

test('an error while a batch is made causes a wait', async () => {
  const { entries, dispatcher, sendNext, backoff } = create();
  sendNext.mockRejectedValueOnce(new Error('broken by the page'));
  entries.push(createTestEntry('a'));
  dispatcher._schedule();
  await settle();
  expect(backoff._reason()).toBe('broken by the page');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sendNext).toHaveBeenCalledTimes(2);
});
