import type { Store } from '../browser/createStore.ts';
import { queryLocks } from '../browser/holdLock.ts';
import type { Transact } from '../browser/openDatabase.ts';
import type { Keepable, SavedRecord, SpilledRecord } from './Keepable.ts';

/** The events, and where in localStorage some of them stood. */
export type Orphans = [events: Iterable<Keepable>, spillKeys: string[]];

/** Without locks nobody knows who is alive: what has waited this long is taken over; at worst it is sent twice under one id. */
const ORPHAN_AFTER_MS = 5_000;

/**
 * Finds the events whose owner is gone, and makes `owner` the owner of those in IndexedDB. A page holds a lock of its
 * owner's name (`lockPrefix` and owner) while it lives. Rejects where the browser forbids to look.
 */
export async function findOrphans(
  store: Store,
  spillPrefix: string,
  write: (...args: Parameters<Transact>) => Promise<unknown>,
  lockPrefix: string,
  owner: string,
): Promise<Orphans> {
  // A page that opens after the locks were looked at would look dead: only who wrote before that can be.
  let writers = new Set<string>();
  await write((records) => {
    const request = records.getAll();
    request.onsuccess = () => {
      writers = new Set((request.result as SavedRecord[]).map(([, , writer]) => writer));
    };
  });
  const alive = (await queryLocks())?.held;
  const isOrphan = (other: string, atMs = 0): boolean =>
    other !== owner &&
    (alive ? !alive.some(({ name }) => name === lockPrefix + other) : Math.abs(Date.now() - atMs) > ORPHAN_AFTER_MS);

  const orphans = new Map<string, Keepable>();
  const spillKeys: string[] = [];
  for (const key of store._keys()) {
    if (!key.startsWith(spillPrefix)) continue;
    const records = JSON.parse(store._get(key) || '[]') as SpilledRecord[];
    if (!isOrphan(key.slice(spillPrefix.length), records[0]?.[2])) continue;
    spillKeys.push(key);
    for (const [id, json, atMs] of records) orphans.set(id, { _id: id, _json: json, _atMs: atMs });
  }
  // Second, because what stands in both is in IndexedDB.
  await write((records) => {
    const request = records.openCursor();
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return;
      const [json, atMs, other] = cursor.value as SavedRecord;
      if (writers.has(other) && isOrphan(other, atMs)) {
        const id = cursor.key as string;
        cursor.update([json, atMs, owner] satisfies SavedRecord);
        orphans.set(id, { _id: id, _json: json, _atMs: atMs, _isWritten: true, _isConfirmed: true });
      }
      cursor.continue();
    };
  });
  return [orphans.values(), spillKeys];
}
