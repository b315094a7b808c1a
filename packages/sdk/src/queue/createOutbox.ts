import type { Store } from '../browser/createStore.ts';
import { createUuid } from '../browser/createUuid.ts';
import { guard } from '../browser/guard.ts';
import { holdLock, queryLocks } from '../browser/holdLock.ts';
import { openDatabase, type Transact } from '../browser/openDatabase.ts';
import { serialize } from '../browser/serialize.ts';

/** An event that can be kept. */
export interface Keepable {
  _id: string;
  _json: string;
  /** When it was tracked. */
  _atMs: number;
  /** 1: being written to IndexedDB; 2: confirmed. */
  _saved?: number;
  /** It stands in localStorage. */
  _isSpilled?: boolean;
}

export interface Outbox {
  /** Begins, as a new owner; tells the other tabs that this one is alive. */
  _open(): void;
  /** Writes ahead what is queued, and erases what is not any more. */
  _save(): Promise<void>;
  /** To be erased with the next `_save`. */
  _remove(event: Keepable): void;
  /** Writes what IndexedDB has not confirmed to localStorage, at once. */
  _spill(): void;
  /** Takes over what owners that are gone have left. Rejects where the browser forbids to look. */
  _claim(): Promise<Iterable<Keepable>>;
  /** Forgets everything, in all tabs. */
  _erase(): void;
  /** Lets other tabs, or this one once it is back, claim what is here. */
  _release(): void;
}

/** As stored: arrays, because names of ours differ from build to build. */
type SavedRecord = [json: string, atMs: number, owner: string];
type SpilledRecord = [id: string, json: string, atMs: number];

const toSpilled = ({ _id, _json, _atMs }: Keepable): SpilledRecord => [_id, _json, _atMs];

/** Without locks nobody knows who is alive: what has waited this long is taken over; at worst it is sent twice under one id. */
const ORPHAN_AFTER_MS = 5_000;

/**
 * Keeps events until the server has confirmed them: IndexedDB, written ahead; localStorage for what IndexedDB has not
 * confirmed when the page hides (of 15 closes with 20 events put at pagehide IndexedDB kept all in 4, localStorage in
 * each) and where there is no IndexedDB; memory where there is neither.
 *
 * Each record has an owner, the page that wrote it. A page holds a lock of its owner's name while it lives, so records
 * whose owner has no lock are orphans, and whoever finds them first becomes their owner, in one transaction.
 */
export function createOutbox(
  store: Store,
  name: string,
  isMemory: boolean | undefined,
  queued: Iterable<Keepable>,
): Outbox {
  const spillPrefix = `${name}spill:`;
  let owner: string;
  let release: (() => void) | undefined;
  let isSpilled = false;
  let removed: Keepable[] = [];
  /** Of what was claimed in localStorage: erased only when it is written again, or a crash in between would lose it. */
  let spilledKeys: string[] = [];
  let transact: Transact | undefined;
  let opening: Promise<unknown> | undefined;

  const spill = guard(() => {
    const key = spillPrefix + owner;
    const kept: Keepable[] = [];
    for (const event of queued) {
      event._isSpilled = event._saved !== 2;
      if (event._isSpilled) kept[kept.length] = event;
    }
    while (!store._set(key, kept[0] && serialize(kept.map(toSpilled)))) {
      // Full. The older ones are more likely to reach IndexedDB.
      for (const event of kept.splice(0, Math.ceil(kept.length / 2))) event._isSpilled = false;
    }
    isSpilled = !!kept[0];
  });
  const open = async (): Promise<void> => {
    try {
      if (!isMemory) transact = await openDatabase(name);
    } catch {
      // No database: localStorage is what is left.
    }
  };
  /** False when it failed: full, or deleted by the user. Then localStorage is what is left. */
  const write: (...args: Parameters<Transact>) => Promise<boolean | undefined> = async (...args) => {
    try {
      await (transact as Transact)(...args);
      return true;
    } catch {
      transact = undefined;
      return undefined;
    }
  };

  return {
    _open() {
      owner = createUuid();
      release = holdLock(name + owner);
      opening ??= open();
    },
    _release() {
      release?.();
      // What is written from here on is an orphan from the start.
      owner = createUuid();
      isSpilled = false;
    },
    _spill: spill,
    _erase: guard(() => {
      transact = undefined;
      indexedDB.deleteDatabase(name);
    }),

    async _save() {
      await opening;
      // Only now: what was delivered while the database opened need not be written.
      const unsaved = [...queued].filter((event) => !event._saved);
      const gone = removed;
      removed = [];
      for (const event of unsaved) event._saved = 1;
      // A transaction that is under way when the page is left costs it the back/forward cache: none without need.
      const isWritten =
        unsaved.length + gone.length
          ? await write((records) => {
              for (const { _id, _json, _atMs } of unsaved)
                records.put([_json, _atMs, owner] satisfies SavedRecord, _id);
              for (const { _id } of gone) records.delete(_id);
            }, true)
          : transact;
      for (const event of unsaved) event._saved = isWritten ? 2 : 0;
      // Keeps localStorage true once there is something in it, or where it is all there is.
      if (isSpilled || !isWritten) spill();
      for (const key of spilledKeys) store._set(key);
      spilledKeys = [];
    },
    _remove(event) {
      // Pages have broken `push`.
      removed[removed.length] = event;
    },

    async _claim() {
      await opening;
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
        (alive ? !alive.some((lock) => lock.name === name + other) : Math.abs(Date.now() - atMs) > ORPHAN_AFTER_MS);
      const orphans = new Map<string, Keepable>();
      const keys: string[] = [];
      // What stands in both is in IndexedDB, which comes second.
      for (const key of store._keys()) {
        if (!key.startsWith(spillPrefix)) continue;
        const records = JSON.parse(store._get(key) || '[]') as SpilledRecord[];
        if (!isOrphan(key.slice(spillPrefix.length), records[0]?.[2])) continue;
        keys.push(key);
        for (const [id, json, atMs] of records) orphans.set(id, { _id: id, _json: json, _atMs: atMs });
      }
      await write((records) => {
        const request = records.openCursor();
        request.onsuccess = () => {
          const cursor = request.result;
          if (!cursor) return;
          const [json, atMs, other] = cursor.value as SavedRecord;
          if (writers.has(other) && isOrphan(other, atMs)) {
            const id = cursor.key as string;
            cursor.update([json, atMs, owner] satisfies SavedRecord);
            orphans.set(id, { _id: id, _json: json, _atMs: atMs, _saved: 2 });
          }
          cursor.continue();
        };
      });
      spilledKeys.push(...keys);
      return orphans.values();
    },
  };
}
