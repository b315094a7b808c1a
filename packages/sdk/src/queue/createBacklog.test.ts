import { expect, test } from 'vitest';
import { createTestEntry, toIds } from '../../test/support/createTestEntry.ts';
import { createBacklog } from './createBacklog.ts';

test('keeps the order of adding, and moves an entry to the end', () => {
  const backlog = createBacklog();
  const entries = ['a', 'b', 'c'].map((id) => createTestEntry(id));
  for (const entry of entries) backlog._add(entry);
  backlog._moveToEnd(entries[0] as (typeof entries)[0]);
  expect(toIds(backlog._entries)).toEqual(['b', 'c', 'a']);
});

test('a removed entry is neither removed again nor moved', () => {
  const backlog = createBacklog();
  const entry = createTestEntry('a');
  backlog._add(entry);
  expect(backlog._remove(entry)).toBe(true);
  expect(backlog._remove(entry)).toBe(false);
  backlog._moveToEnd(entry);
  expect(backlog._entries).toEqual([]);
});

test.each([
  ['5,000 events', 5_001, 100],
  ['5 MB', 3, 2_000_000],
])('above %s it drops high-volume automatic events first, then the oldest', (_, count, bytes) => {
  const backlog = createBacklog();
  for (let n = 0; n < count; n++) {
    const type = n === 2 ? 'scroll_depth' : 'order';
    backlog._add(createTestEntry(`e${n}`, { _type: type, _bytes: bytes }));
  }
  const surplus = backlog._findSurplus();
  expect(surplus?._id).toBe('e2');
  if (surplus) backlog._remove(surplus);
  expect(backlog._findSurplus()).toBeUndefined();
  backlog._add(createTestEntry('last', { _bytes: bytes }));
  expect(backlog._findSurplus()?._id).toBe('e0');
});

test('does not drop events that are being sent', () => {
  const backlog = createBacklog();
  backlog._add(createTestEntry('a', { _bytes: 6_000_000, _isInFlight: true }));
  expect(backlog._findSurplus()).toBeUndefined();
});
