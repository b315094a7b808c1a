import type { Store } from '../browser/createStore.ts';
import { createUuid } from '../browser/createUuid.ts';
import { guard } from '../browser/guard.ts';
import { holdLock } from '../browser/holdLock.ts';
import { openDatabase, type Transact } from '../browser/openDatabase.ts';
import { createSpill } from './createSpill.ts';
import { findOrphans } from './findOrphans.ts';
import type { Keepable, SavedRecord } from './Keepable.ts';

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
  const spill = createSpill(store, () => spillPrefix + owner, queued);
  let owner: string;
  let release: (() => void) | undefined;
  let removed: Keepable[] = [];
  /** Of what was claimed in localStorage: erased only when it is written again, or a crash in between would lose it. */
  let claimedKeys: string[] = [];
  let transact: Transact | undefined;
  let opening: Promise<unknown> | undefined;

  const open = async (): Promise<void> => {
    try {
      if (!isMemory) transact = await openDatabase(name);
    } catch {
      // No database: localStorage is what is left.
    }
  };
  /** False when it failed: full, or deleted by the user. Then localStorage is what is left. */
  const write = async (...args: Parameters<Transact>): Promise<boolean> => {
    try {
      await (transact as Transact)(...args);
      return true;
    } catch {
      transact = undefined;
      return false;
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
    },
    _spill: spill._write,
    _erase: guard(() => {
      transact = undefined;
      indexedDB.deleteDatabase(name);
    }),

    async _save() {
      await opening;
      // Only now: what was delivered while the database opened need not be written.
      const unsaved = [...queued].filter((event) => !event._isWritten);
      const gone = removed;
      removed = [];
      for (const event of unsaved) event._isWritten = true;
      // A transaction that is under way when the page is left costs it the back/forward cache: none without need.
      const isWritten =
        unsaved.length + gone.length
          ? await write((records) => {
              for (const { _id, _json, _atMs } of unsaved)
                records.put([_json, _atMs, owner] satisfies SavedRecord, _id);
              for (const { _id } of gone) records.delete(_id);
            }, true)
          : !!transact;
      for (const event of unsaved) event._isWritten = event._isConfirmed = isWritten;
      // Keeps localStorage true once there is something in it, or where it is all there is.
      if (spill._isUsed() || !isWritten) spill._write();
      for (const key of claimedKeys) store._set(key);
      claimedKeys = [];
    },
    _remove(event) {
      // Pages have broken `push`.
      removed[removed.length] = event;
    },

    async _claim() {
      await opening;
      const [events, spillKeys] = await findOrphans(store, spillPrefix, write, name, owner);
      claimedKeys.push(...spillKeys);
      return events;
    },
  };
}
