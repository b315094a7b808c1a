import { coalesce } from '../browser/coalesce.ts';
import type { Store } from '../browser/createStore.ts';
import { guard } from '../browser/guard.ts';
import { SafePromise } from '../browser/SafePromise.ts';
import { startPageLifecycle } from '../browser/startPageLifecycle.ts';
import { startTimer } from '../browser/startTimer.ts';
import { ticksMs } from '../browser/ticksMs.ts';
import { within } from '../browser/within.ts';
import type { Answer, TrackedEvent } from '../events.ts';
import { createAdoption } from './createAdoption.ts';
import { createBacklog } from './createBacklog.ts';
import { createBackoff } from './createBackoff.ts';
import { createBackup } from './createBackup.ts';
import { createBatcher, MAX_BATCH_BYTES } from './createBatcher.ts';
import { createDelivery } from './createDelivery.ts';
import { createDispatcher } from './createDispatcher.ts';
import { createEntry, type Entry } from './createEntry.ts';
import { createFlushPolicy } from './createFlushPolicy.ts';
import type { Ledger } from './createLedger.ts';
import { createOutbox } from './createOutbox.ts';
import { createSettler } from './createSettler.ts';
import type { Keepable } from './Keepable.ts';
import type { Transport } from './Transport.ts';

export interface QueueParts {
  _transport: Transport;
  _ledger: Ledger;
  _store: Store;
  /** The prefix of all stored keys. */
  _name: string;
  /** Store nothing. */
  _isMemory?: boolean;
  /** Collect events before sending. */
  _isPatient: boolean | undefined;
}

export interface Queue {
  /** Takes an event and answers it once it is delivered, dropped or queued for later. */
  _add(event: TrackedEvent, answer: Answer): void;
  _size(): number;
  /** Sends everything now; resolves when nothing is left, nothing can be sent, or the time is over. */
  _flush(timeoutMs: number): Promise<void>;
  /** Sends nothing, and answers events with the reason, until `_resume`. */
  _halt(reason: string): void;
  _resume(): void;
  /** Drops all events, and erases stored ones. */
  _erase(): void;
  /** Ends the queue. Stored events wait for the next page. */
  _stop(): void;
}

/** Shorter than the time for which the server keeps ids. */
const MAX_AGE_MS = 7 * 86_400_000;
const STOPPED = 'shutdown';
/** Longer than a database takes to open, and short enough for a caller of `flush()` who waits. */
const ADOPT_WITHIN_MS = 900;

/** Keeps events until the server has them: joins outbox, batcher, dispatcher, backoff and adoption. */
export function createQueue({ _transport, _ledger, _store, _name, _isMemory, _isPatient }: QueueParts): Queue {
  let isHidden = false;
  let isLeft = false;
  let isStopped = false;
  /** How long `_flush` waits for the events of closed pages: not at all after a storage that has not answered. */
  let adoptMs = ADOPT_WITHIN_MS;
  let stopPage: (() => void) | undefined;

  const backlog = createBacklog();
  const entries = backlog._entries;
  const outbox = createOutbox(_store, _name, _isMemory, entries);
  const settler = createSettler(backlog, outbox, _ledger);
  const adoption = createAdoption(
    outbox,
    entries,
    (event) => add(event, () => {}),
    (orphan) => {
      _ledger._counts.tracked++;
      const about = { _id: `${orphan._id}`, _type: '', _url: '' };
      _ledger._drop(about, 'invalid', 'Failed to read a stored event: another script has changed it');
      erase(orphan);
    },
    erase,
    () => isStopped,
  );
  const backoff = createBackoff();
  const batcher = createBatcher(_store, _name);
  const backup = createBackup(_transport._leave, () => take(MAX_BATCH_BYTES));
  const policy = createFlushPolicy(_isPatient);
  const deliver = createDelivery(_transport, backlog, backoff, batcher, settler);
  const dispatcher = createDispatcher(entries, policy, backoff, sendNext);

  function start(): void {
    if (stopPage) return;
    stopPage = startPageLifecycle(hide, show);
    outbox._open(adoption._adopt);
    adoption._adopt();
  }

  /** Erases a stored event that is in no queue. */
  function erase(orphan: Keepable): void {
    outbox._remove(orphan);
    save();
  }

  function add(event: TrackedEvent & Partial<Keepable>, answer: Answer): void {
    const entry = createEntry(event, answer);
    // If the page has broken this built-in, it throws before anything is counted.
    backlog._add(entry);
    _ledger._counts.tracked++;
    accept(entry);
  }

  const accept = guard((entry: Entry) => {
    start();
    _ledger._emit('queued', entry);
    for (let one = backlog._findSurplus(); one; one = backlog._findSurplus()) settler._drop(one, 'overflow');
    if (isStopped) settler._drop(entry, STOPPED);
    else if (backoff._isWaiting()) settler._postpone(entry, backoff._reason());
    save();
    dispatcher._schedule();
  });

  /** The next batch; none while waiting. With `maxBytes` only events that fit. */
  function take(maxBytes?: number): Entry[] {
    if (backoff._isWaiting()) return [];
    for (const entry of [...entries]) {
      if (!entry._isInFlight && ticksMs() - entry._bornMs > MAX_AGE_MS) settler._drop(entry, 'expired');
    }
    return batcher._take(entries, maxBytes);
  }

  async function send(batch: Entry[], isLeaving?: boolean): Promise<void> {
    // Events that are sent now need not be left with the browser.
    backup._revoke();
    const refusal = await deliver(batch, isLeaving);
    // Once, and not if the page has halted it meanwhile.
    if (refusal && !backoff._isHalted()) halt(refusal);
    save();
    adoption._adoptIfDue();
    dispatcher._schedule();
  }

  async function sendNext(): Promise<void> {
    const batch = take();
    if (batch.length) await send(batch);
  }

  const writeAhead = coalesce(async () => {
    // Tracked while the page closes: there may be no next task.
    if (isHidden) hide();
    if (!isLeft) await outbox._save();
  });

  const save = guard(() => {
    if (!isHidden) backup._plan();
    writeAhead();
  });

  const hide = guard((isLeaving?: boolean) => {
    isHidden = true;
    outbox._spill();
    for (let batch = takeFitting(); batch.length; batch = takeFitting()) send(batch, true);
    // For events that did not fit.
    backup._makeNow();
    if (isLeaving) {
      // The page may never return, so any tab may claim its stored events now.
      isLeft = true;
      adoption._know(true);
      outbox._release();
    }
  });
  const takeFitting = (): Entry[] => take(_transport._availableBytes());

  function show(isOnline: boolean): void {
    isHidden = false;
    if (isLeft) comeBack();
    if (isOnline) backoff._endOwnWait();
    adoption._adopt();
    dispatcher._schedule();
  }

  /** After a return from the back/forward cache: adopts its stored events again, except those that other tabs took. */
  function comeBack(): void {
    isLeft = false;
    adoption._know(false);
    for (const entry of [...entries]) {
      if (!entry._isConfirmed && !entry._isSpilled) continue;
      backlog._remove(entry);
      _ledger._counts.tracked--;
      settler._postpone(entry, STOPPED);
    }
    outbox._open(adoption._adopt);
  }

  function halt(reason: string): void {
    if (isStopped) return;
    backoff._halt(reason);
    backup._revoke();
    for (const entry of entries) if (!entry._isInFlight) settler._postpone(entry, reason);
    dispatcher._schedule();
  }

  return {
    _add: add,
    _size: () => entries.length,
    _flush(timeoutMs) {
      start();
      backoff._endOwnWait();
      policy._hurry();
      return new SafePromise((resolve) => {
        const done = (): void => {
          stop();
          resolve();
        };
        const stop = startTimer(done, timeoutMs);
        const finish = async (): Promise<void> => {
          adoptMs = (await within(adoption._adopt(), adoptMs)) ? ADOPT_WITHIN_MS : 0;
          dispatcher._onceIdle(done);
          dispatcher._schedule();
        };
        dispatcher._schedule();
        finish();
      });
    },
    _halt: halt,
    _resume() {
      if (!isStopped) backoff._resume();
      dispatcher._schedule();
    },
    _erase() {
      backup._revoke();
      for (const entry of [...entries]) settler._drop(entry, 'consent');
      outbox._erase();
    },
    _stop() {
      hide(true);
      stopPage?.();
      halt(STOPPED);
      isStopped = true;
    },
  };
}
