import type { Store } from '../browser/createStore.ts';
import { heldLocks, holdLock, type Lock } from '../browser/holdLock.ts';
import { type Database, openDatabase } from '../browser/openDatabase.ts';

/** An event that can be kept. */
export interface Keepable {
  _id: string;
  _json: string;
  /** When it was tracked. */
  _atMs: number;
  /** 1: being written to IndexedDB; 2: IndexedDB has confirmed it. */
  _saved?: number;
  /** It stands in localStorage. */
  _isSpilled?: boolean;
}

export interface Outbox {
  /** Begins; tells the other tabs that this one is alive. */
  _open(): void;
  /** Writes ahead what is queued. */
  _save(): Promise<void>;
  _remove(events: Keepable[]): void;
  /** Writes what IndexedDB has not confirmed to localStorage, at once. */
  _spill(): void;
  /** Takes over what pages that are gone have left. `_ours`: the ids of our own that are still here. */
  _claim(): Promise<{ _ours: Set<string>; _orphans: Iterable<Keepable> }>;
  /** Lets the other tabs have what is left here. */
  _release(): void;
}

/** As stored: arrays, because names of ours differ from build to build. */
type SavedRecord = [json: string, atMs: number, owner: string];
type SpilledRecord = [id: string, json: string, atMs: number];

/** Characters: a fifth of what localStorage holds for the whole site. */
const MAX_SPILL_CHARS = 1_000_000;
/** Without locks nobody knows who is alive: what has waited this long is taken over; at worst it is sent twice under one id. */
const ORPHAN_AFTER_MS = 5_000;

/**
 * Keeps events until the server has confirmed them: IndexedDB, written ahead; localStorage for what IndexedDB has not
 * confirmed when the page hides (of 15 closes with 20 events put at pagehide IndexedDB kept all in 4, localStorage in
 * each) and where there is no IndexedDB; memory where there is neither.
 *
 * Each record has an owner, the tab that wrote it. A tab holds a lock of its own name while it lives, so records
 * whose owner holds none are orphans, and whoever finds them first becomes their owner, in one transaction.
 */
export function createOutbox(store: Store, name: string, owner: string, queued: Iterable<Keepable>): Outbox {
  const spillPrefix = `${name}spill:`;
  let lock: Lock | undefined;
  let isSpilled = false;
  let database: Database | undefined;
  let opening: Promise<void> | undefined;

  const open = async (): Promise<void> => {
    // The lock first: a record whose owner holds none yet would look like an orphan.
    await lock?._held;
    database = await openDatabase(name);
  };

  const spill = (): void => {
    const records: SpilledRecord[] = [];
    let chars = 0;
    for (const event of queued) {
      chars += event._json.length;
      event._isSpilled = event._saved !== 2 && chars < MAX_SPILL_CHARS;
      if (event._isSpilled) records.push([event._id, event._json, event._atMs]);
    }
    // Storage that is full: the older ones are more likely to reach IndexedDB.
    while (records.length && !store._set(spillPrefix + owner, JSON.stringify(records))) {
      records.splice(0, Math.ceil(records.length / 2));
    }
    isSpilled = !!records.length;
    if (!isSpilled) store._remove(spillPrefix + owner);
  };
  /** Keeps localStorage true once there is something in it, or where it is all there is. */
  const respill = (): void => {
    if (isSpilled || !database) spill();
  };

  return {
    _open() {
      lock ??= holdLock(name + owner);
      opening ??= open();
    },
    _release() {
      lock?._release();
      lock = undefined;
    },
    _spill: spill,

    async _save() {
      await opening;
      // Only now: what was delivered while the database opened need not be written.
      const unsaved = [...queued].filter((event) => !event._saved);
      for (const event of unsaved) event._saved = 1;
      const isWritten = await database?._write((records) => {
        for (const { _id, _json, _atMs } of unsaved) records.put([_json, _atMs, owner] satisfies SavedRecord, _id);
      }, true);
      for (const event of unsaved) event._saved = isWritten ? 2 : 0;
      // Full, or deleted by the user: localStorage is what is left.
      if (!isWritten) database = undefined;
      respill();
    },

    _remove(events) {
      const saved = events.filter((event) => event._saved);
      if (saved.length) {
        database?._write((records) => {
          for (const { _id } of saved) records.delete(_id);
        }, true);
      }
      respill();
    },

    async _claim() {
      await opening;
      const alive = await heldLocks();
      const isOrphan = (other: string, atMs: number): boolean =>
        alive ? !alive.has(name + other) : Date.now() - atMs > ORPHAN_AFTER_MS;
      const ours = new Set<string>();
      const orphans = new Map<string, Keepable>();
      await database?._write((records) => {
        const request = records.openCursor();
        request.onsuccess = () => {
          const cursor = request.result;
          if (!cursor) return;
          const [json, atMs, other] = cursor.value as SavedRecord;
          const id = cursor.key as string;
          if (other === owner) ours.add(id);
          else if (isOrphan(other, atMs)) {
            cursor.update([json, atMs, owner] satisfies SavedRecord);
            orphans.set(id, { _id: id, _json: json, _atMs: atMs, _saved: 2 });
          }
          cursor.continue();
        };
      });
      for (const key of store._keys()) {
        if (!key.startsWith(spillPrefix)) continue;
        const other = key.slice(spillPrefix.length);
        const records = toRecords(store._get(key));
        if (other === owner) for (const [id] of records) ours.add(id);
        else if (records.every(([, , atMs]) => isOrphan(other, atMs))) {
          for (const [id, json, atMs] of records) {
            if (!orphans.has(id)) orphans.set(id, { _id: id, _json: json, _atMs: atMs });
          }
          store._remove(key);
        }
      }
      return { _ours: ours, _orphans: orphans.values() };
    },
  };
}

function toRecords(text: string | null): SpilledRecord[] {
  try {
    return JSON.parse(text || '[]');
  } catch {
    // Not written by us, or cut off.
    return [];
  }
}
