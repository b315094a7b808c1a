import type { Store } from '../browser/createStore.ts';
import { createUuid } from '../browser/createUuid.ts';
import { guard } from '../browser/guard.ts';
import { holdLock } from '../browser/holdLock.ts';
import { openDatabase, type Transact } from '../browser/openDatabase.ts';
import { ticksMs } from '../browser/ticksMs.ts';
import { within } from '../browser/within.ts';
import { createSpill } from './createSpill.ts';
import { findOrphans } from './findOrphans.ts';
import type { Keepable, SavedRecord } from './Keepable.ts';

export interface Outbox {
  /**
   * Starts as a new owner, whose lock shows other tabs that this one is alive. Calls `onLate` if the database answers
   * when nothing waits for it any more.
   */
  _open(onLate: () => void): void;
  /** Writes queued events, and erases those that have left the queue. */
  _save(): Promise<void>;
  /** Marks an event to be erased by the next `_save`. */
  _remove(event: Keepable): void;
  /** Writes events that IndexedDB has not confirmed to localStorage, at once. */
  _spill(): void;
  /** Takes over the events of owners that are gone. Rejects if the browser forbids access. */
  _claim(): Promise<Iterable<Keepable>>;
  /** Erases everything, in all tabs. */
  _erase(): void;
  /** Lets other tabs, or this one after its return, claim the stored events. */
  _release(): void;
}

/** Some browsers never answer; a slow disk may need longer, and is used from then on. */
const OPEN_WITHIN_MS = 600;

/**
 * Stores events until the server has confirmed them: in IndexedDB; in localStorage if IndexedDB has not confirmed when
 * the page hides (in 15 closes with 20 events written at pagehide IndexedDB kept all events 4 times, localStorage each
 * time) and if there is no IndexedDB; in memory if there is neither.
 *
 * Each record has an owner, the page that wrote it. A page holds a lock of its owner's name while it lives. Records
 * whose owner has no lock are orphans; the first page that finds them becomes their owner, in one transaction.
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
  /** Keys claimed in localStorage: erased only after they are written again, or a crash in between would lose them. */
  let claimedKeys: string[] = [];
  let transact: Transact | undefined;
  let opening: Promise<unknown> | undefined;

  const open = async (onLate: () => void): Promise<void> => {
    try {
      const startMs = ticksMs();
      if (!isMemory) transact = await openDatabase(name);
      if (ticksMs() - startMs > OPEN_WITHIN_MS) onLate();
    } catch {
      // No database: localStorage remains.
    }
  };
  /** False if it failed: full, or deleted by the user. Then localStorage remains. */
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
    _open(onLate) {
      owner = createUuid();
      release = holdLock(name + owner);
      opening ??= within(open(onLate), OPEN_WITHIN_MS);
    },
    _release() {
      release?.();
      // Records written from now on are orphans from the start.
      owner = createUuid();
    },
    _spill: spill._write,
    _erase: guard(() => {
      transact = undefined;
      globalThis.indexedDB.deleteDatabase(name);
    }),

    async _save() {
      await opening;
      // Only now: events delivered while the database opened need not be written.
      const unsaved = [...queued].filter((event) => !event._isWritten);
      const gone = removed;
      removed = [];
      for (const event of unsaved) event._isWritten = true;
      // A transaction that runs when the page is left costs it the back/forward cache: start none without need.
      const isWritten =
        unsaved.length + gone.length
          ? await write((records) => {
              for (const { _id, _json, _atMs } of unsaved)
                records.put([_json, _atMs, owner] satisfies SavedRecord, _id);
              for (const { _id } of gone) records.delete(_id);
            }, true)
          : !!transact;
      for (const event of unsaved) event._isWritten = event._isConfirmed = isWritten;
      // Updates localStorage once it has data, or if it is the only storage.
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
