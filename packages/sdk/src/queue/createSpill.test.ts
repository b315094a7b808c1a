import { expect, test } from 'vitest';
import { createTestEntry } from '../../test/support/createTestEntry.ts';
import { createStore } from '../browser/createStore.ts';
import { createSpill } from './createSpill.ts';

/** A store for texts up to a length. */
function createSmallStore(maxChars: number) {
  const values = new Map<string, string>();
  const set = (key: string, value?: string): boolean => {
    if (value && value.length > maxChars) return false;
    if (value) values.set(key, value);
    else values.delete(key);
    return true;
  };
  return { ...createStore(true), _set: set, values };
}
const ids = (text: string | undefined): string[] => (JSON.parse(text ?? '[]') as [string][]).map(([id]) => id);

test('writes events that IndexedDB has not confirmed, and removes the key when it has', () => {
  const store = createSmallStore(10_000);
  const entries = [createTestEntry('a', { _isConfirmed: true }), createTestEntry('b')];
  const spill = createSpill(store, () => 'spill:me', entries);
  expect(spill._isUsed()).toBe(false);
  spill._write();
  expect(ids(store.values.get('spill:me'))).toEqual(['b']);
  expect(entries.map(({ _isSpilled }) => _isSpilled)).toEqual([false, true]);
  expect(spill._isUsed()).toBe(true);
  for (const entry of entries) entry._isConfirmed = true;
  spill._write();
  expect([...store.values.keys()]).toEqual([]);
  expect(spill._isUsed()).toBe(false);
});

test('if the events do not fit, keeps the newer half, and half of that', () => {
  const store = createSmallStore(250);
  const entries = Array.from({ length: 8 }, (_, n) => createTestEntry(`e${n}`));
  createSpill(store, () => 'spill:me', entries)._write();
  expect(ids(store.values.get('spill:me'))).toEqual(['e6', 'e7']);
  expect(entries.filter(({ _isSpilled }) => _isSpilled).map(({ _id }) => _id)).toEqual(['e6', 'e7']);
});

test('belongs to one owner: the next owner has written nothing yet', () => {
  let key = 'spill:me';
  const spill = createSpill(createSmallStore(10_000), () => key, [createTestEntry('a')]);
  spill._write();
  key = 'spill:next';
  expect(spill._isUsed()).toBe(false);
});
