import { attempt } from '../browser/attempt.ts';
import type { Store } from '../browser/createStore.ts';
import { queryLocks } from '../browser/holdLock.ts';
import { isList } from '../browser/isList.ts';
import type { Transact } from '../browser/openDatabase.ts';
import { within } from '../browser/within.ts';
import type { Keepable } from './Keepable.ts';

/** The events, and the localStorage keys of some of them. */
export type Orphans = [events: Iterable<Keepable>, spillKeys: string[]];

/** Another script may have changed what is stored: a part of it that is no record has no fields. */
const toFields = (record: unknown): unknown[] => (isList(record) ? record : []);

/** Not a `Map`, whose name a page may have taken. */
const createRecord = <T>(): Record<string, T> => Object.create(null);

/** Without locks no tab knows which others are alive: events this old are taken over; at worst they are sent twice. */
const ORPHAN_AFTER_MS = 5_000;
/** A database that hangs must not keep back what is in localStorage. */
const ANSWER_WITHIN_MS = 600;

/**
 * Finds the events whose owner is gone, and makes `owner` the owner of those in IndexedDB. A page holds a lock of its
 * owner's name (`lockPrefix` and owner) while it lives. Rejects if the browser forbids access. A spoilt record is an
 * orphan with an empty `_json`.
 */
export async function findOrphans(
  store: Store,
  spillPrefix: string,
  write: (...args: Parameters<Transact>) => Promise<unknown>,
  lockPrefix: string,
  owner: string,
): Promise<Orphans> {
  // A page that opens after the query of the locks would look dead, so only records written before it count.
  let writers = createRecord<boolean>();
  const read = write((records) => {
    const request = records.getAll();
    request.onsuccess = () => {
      writers = createRecord();
      for (const record of request.result) writers[`${toFields(record)[2]}`] = true;
    };
  });
  const isAnswered = await within(read, ANSWER_WITHIN_MS);
  const alive = (await queryLocks())?.held;
  const isOrphan = (other: unknown, atMs: unknown = 0): boolean =>
    other !== owner &&
    (alive
      ? !alive.some(({ name }) => name === lockPrefix + other)
      : !(Math.abs(Date.now() - (atMs as number)) <= ORPHAN_AFTER_MS));

  const orphans = createRecord<Keepable>();
  const add = (key: unknown, id: unknown, json: unknown, atMs: unknown, more?: Partial<Keepable>): void => {
    const isFine = typeof id === 'string' && typeof json === 'string';
    orphans[isFine ? id : `${key}`] = {
      _id: (isFine ? id : key) as string,
      _json: isFine ? json : '',
      _atMs: Number(atMs) || Date.now(),
      ...more,
    };
  };
  const spillKeys: string[] = [];
  for (const key of store._keys()) {
    if (!key.startsWith(spillPrefix)) continue;
    const records = readRecords(store, key);
    if (!isOrphan(key.slice(spillPrefix.length), toFields(records[0])[2])) continue;
    spillKeys.push(key);
    records.forEach((record, at) => {
      const [id, json, atMs] = toFields(record);
      add(key + at, id, json, atMs);
    });
  }
  // Second, because an event in both is taken from IndexedDB.
  if (isAnswered)
    await write((records) => {
      const request = records.openCursor();
      request.onsuccess = () => {
        const cursor = request.result;
        if (!cursor) return;
        const { key, value } = cursor;
        const [json, atMs, other] = toFields(value);
        if (writers[`${other}`] && isOrphan(other, atMs)) {
          cursor.update([json, atMs, owner]);
          add(key, key, json, atMs, { _isWritten: true, _isConfirmed: true });
        }
        cursor.continue();
      };
    });
  return [Object.values(orphans), spillKeys];
}

/** The records under a key of localStorage; a text that is no list of them is one spoilt record. */
function readRecords(store: Store, key: string): unknown[] {
  const records = attempt(() => JSON.parse(store._get(key) || '[]'));
  return isList(records) ? records : [records];
}
