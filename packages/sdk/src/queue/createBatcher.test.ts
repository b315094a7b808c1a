import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTestEntry, toIds } from '../../test/support/createTestEntry.ts';
import { createStore } from '../browser/createStore.ts';
import { createBatcher } from './createBatcher.ts';

const many = (count: number, bytes = 100) =>
  Array.from({ length: count }, (_, n) => createTestEntry(`e${n}`, { _bytes: bytes }));

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('takes at most 100 events and 60 KB, in their order', () => {
  const batcher = createBatcher(createStore(true), 'q:');
  expect(toIds(batcher._take(many(200)))).toEqual(toIds(many(100)));
  expect(batcher._take(many(200, 25_000))).toHaveLength(2);
});

test('a too large event goes alone, unless it must fit', () => {
  const batcher = createBatcher(createStore(true), 'q:');
  expect(batcher._take(many(2, 70_000))).toHaveLength(1);
  expect(batcher._take(many(2, 70_000), 60_000)).toEqual([]);
  expect(batcher._take(many(2, 70_000), 0)).toEqual([]);
});

test('skips events that are being sent, and ends before a repeated id', () => {
  const batcher = createBatcher(createStore(true), 'q:');
  const entries = [
    createTestEntry('a', { _isInFlight: true }),
    ...['b', 'c', 'b', 'd'].map((id) => createTestEntry(id)),
  ];
  expect(toIds(batcher._take(entries))).toEqual(['b', 'c']);
});

test('halves a too large batch, and grows again by nine', () => {
  const batcher = createBatcher(createStore(true), 'q:');
  batcher._shrink(100);
  expect(batcher._take(many(200))).toHaveLength(50);
  batcher._shrink(1);
  expect(batcher._take(many(200))).toHaveLength(1);
  batcher._grow();
  expect(batcher._take(many(200))).toHaveLength(10);
  for (let n = 0; n < 20; n++) batcher._grow();
  expect(batcher._take(many(200))).toHaveLength(100);
});

test('sends single events to a server without batches: for a day, from every page, whatever the clock', () => {
  const store = createStore(true);
  createBatcher(store, 'q:')._sendSingly();
  const batcher = createBatcher(store, 'q:');
  expect(batcher._take(many(3))).toHaveLength(1);
  vi.advanceTimersByTime(86_400_000);
  expect(batcher._take(many(3))).toHaveLength(3);
  batcher._sendSingly();
  vi.setSystemTime(Date.now() - 10 * 86_400_000);
  expect(batcher._take(many(3))).toHaveLength(3);
});
