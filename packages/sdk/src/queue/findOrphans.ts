import type { Store } from '../browser/createStore.ts';
import { queryLocks } from '../browser/holdLock.ts';
import type { Transact } from '../browser/openDatabase.ts';
import type { Keepable, SavedRecord, SpilledRecord } from './Keepable.ts';

/** The events, and the localStorage keys of some of them. */
export type Orphans = [events: Iterable<Keepable>, spillKeys: string[]];

/** Without locks no tab knows which others are alive: events this old are taken over; at worst they are sent twice. */
const ORPHAN_AFTER_MS = 5_000;

/**
 * Finds the events whose owner is gone, and makes `owner` the owner of those in IndexedDB. A page holds a lock of its
 * owner's name (`lockPrefix` and owner) while it lives. Rejects if the browser forbids access.
 */
export async function findOrphans(
  store: Store,
  spillPrefix: string,
  write: (...args: Parameters<Transact>) => Promise<unknown>,
  lockPrefix: string,
  owner: string,
): Promise<Orphans> {
  // A page that opens after the query of the locks would look dead, so only records written before it count.
  let writers: string[] = [];
  await write((records) => {
    const request = records.getAll();
    request.onsuccess = () => {
      writers = (request.result as SavedRecord[]).map(([, , writer]) => writer);
    };
  });
  const alive = (await queryLocks())?.held;
  const isOrphan = (other: string, atMs = 0): boolean =>
    other !== owner &&
    (alive ? !alive.some(({ name }) => name === lockPrefix + other) : Math.abs(Date.now() - atMs) > ORPHAN_AFTER_MS);

  const orphans: Record<string, Keepable> = Object.create(null);
  const spillKeys: string[] = [];
  for (const key of store._keys()) {
    if (!key.startsWith(spillPrefix)) continue;
    const records = JSON.parse(store._get(key) || '[]') as SpilledRecord[];
    if (!isOrphan(key.slice(spillPrefix.length), records[0]?.[2])) continue;
    spillKeys.push(key);
    for (const [id, json, atMs] of records) orphans[id] = { _id: id, _json: json, _atMs: atMs };
  }
  // Second, because an event in both is taken from IndexedDB.
  await write((records) => {
    const request = records.openCursor();
    request.onsuccess = () => {
      const cursor = request.result;
      if (!cursor) return;
      const [json, atMs, other] = cursor.value as SavedRecord;
      if (writers.includes(other) && isOrphan(other, atMs)) {
        const id = cursor.key as string;
        cursor.update([json, atMs, owner] satisfies SavedRecord);
        orphans[id] = { _id: id, _json: json, _atMs: atMs, _isWritten: true, _isConfirmed: true };
      }
      cursor.continue();
    };
  });
  return [Object.values(orphans), spillKeys];
}
