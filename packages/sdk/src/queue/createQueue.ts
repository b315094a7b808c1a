import type { Store } from '../browser/createStore.ts';
import { SafePromise } from '../browser/SafePromise.ts';
import { startPageLifecycle } from '../browser/startPageLifecycle.ts';
import { startTimer } from '../browser/startTimer.ts';
import { toMessage } from '../browser/toMessage.ts';
import type { Debug } from '../debug.ts';
import {
  type DropReason,
  HALT,
  type Outcome,
  ROTATE,
  SHRINK,
  SINGLE,
  type TrackedEvent,
  type TrackResult,
  toFailure,
  WAIT,
} from '../events.ts';
import type { DeliveryStats, Ledger } from './createLedger.ts';
import { createOutbox, type Keepable } from './createOutbox.ts';
import { toBackoffMs } from './toBackoffMs.ts';

/** What the queue needs of transport. */
export interface Transport {
  _send(events: TrackedEvent[], isLeaving: boolean, fails: number): Promise<Outcome>;
  _room(): number;
}

export interface QueueOptions {
  _transport: Transport;
  _ledger: Ledger;
  _store: Store;
  /** Of everything that is stored. */
  _name: string;
  /** Store nothing. */
  _isMemory?: boolean;
  /** Gather events before sending. */
  _isPatient: boolean | undefined;
  _debug: Debug;
}

export interface Queue {
  /** Takes an event and answers it once it is delivered, dropped or sure to come later. */
  _add(event: TrackedEvent, answer: (result: TrackResult) => void): void;
  _stats(): DeliveryStats;
  /** Sends everything now; answers when nothing is left, nothing can be sent, or the time is over. */
  _flush(timeoutMs: number): Promise<DeliveryStats>;
  /** Sends nothing and says why, until it is called with nothing to say. */
  _halt(why: string): void;
  /** Drops everything, and what is stored. */
  _erase(): void;
  _stop(): void;
}

interface Entry extends TrackedEvent, Keepable {
  _bytes: number;
  /** It is on its way. */
  _isSent: boolean;
  /** The first to go when the queue is full. */
  _isMinor: boolean;
  _answer(result: TrackResult): void;
}

/** Of a patient queue: send when so many wait … */
const FLUSH_EVENTS = 20;
/** … or after this time. */
const FLUSH_AFTER_MS = 2_000;
/** Most events of one request; below the contract's 500, so that a busy server answers soon. */
const MAX_BATCH_EVENTS = 100;
/** Fits into the 64 KiB of keepalive. */
const MAX_BATCH_BYTES = 60_000;
/** A day of a busy page without network, and no more than a page may hold in memory unnoticed. */
const MAX_QUEUED_EVENTS = 5_000;
const MAX_QUEUED_BYTES = 5_000_000;
/** Shorter than the server remembers ids. */
const MAX_AGE_MS = 7 * 86_400_000;
/** How long a server that refused a batch is taken to know none. */
const SINGLE_FOR_MS = 86_400_000;
/** How long orphans may wait for a tab that is busy with its own events. */
const CLAIM_EVERY_MS = 15_000;
/** More than this a Retry-After cannot ask of us. */
const MAX_RETRY_AFTER_MS = 3_600_000;
/** What a page makes by itself and in numbers. */
const MINOR = /^.{0,99}:"(user_interaction|scroll|web_vital)/;
const STOPPED = 'Shut down';

/** Keeps events, decides when they go and what happens when they do not arrive. */
export function createQueue(options: QueueOptions): Queue {
  const { _transport, _ledger, _store, _name, _isMemory, _isPatient, _debug } = options;
  const counts = _ledger._counts;
  const entries = new Set<Entry>();
  const outbox = createOutbox(_store, _name, _isMemory, entries);
  const singleKey = `${_name}single`;

  let queuedBytes = 0;
  let batchEvents = MAX_BATCH_EVENTS;
  let fails = 0;
  let waitUntilMs = 0;
  /** What the server itself has asked for. */
  let leaveAloneUntilMs = 0;
  let error = '';
  /** Why nothing is sent until someone says so: `HTTP 401: Unauthorized`, paused or shut down. */
  let halted = '';
  let isHidden = false;
  let isLeft = false;
  let isSaving = false;
  let isSending = false;
  /** The first event goes at once in any case: its preflight is then cached when the page closes. */
  let isPatient: boolean | undefined;
  let claimedMs = 0;
  let stopTimer = (): void => {};
  let stopPage: (() => void) | undefined;
  let idle: (() => void)[] = [];

  const isWaiting = (): boolean => !!halted || waitUntilMs > Date.now();
  const stats = (): DeliveryStats => ({
    ...counts,
    droppedByReason: { ...counts.droppedByReason },
    queued: entries.size,
  });

  function start(): void {
    if (stopPage) return;
    stopPage = startPageLifecycle(hide, show);
    outbox._open();
    claim();
  }

  function add(event: Pick<Entry, '_id' | '_json' | '_data'>, answer: Entry['_answer']): void {
    start();
    const { _json } = event;
    const entry: Entry = {
      _atMs: Date.now(),
      // Counting UTF-8 exactly would cost more than the room it saves; 45 are for `sent_at`.
      _bytes: _json.length * (/[^\0-\x7f]/.test(_json) ? 3 : 1) + 45,
      _isMinor: MINOR.test(_json),
      _isSent: false,
      _answer: answer,
      ...event,
    };
    counts.tracked++;
    entries.add(entry);
    queuedBytes += entry._bytes;
    _ledger._emit('queued', entry._id);
    while ((entries.size > MAX_QUEUED_EVENTS || queuedBytes > MAX_QUEUED_BYTES) && evict());
    if (halted === STOPPED) drop(entry, 'shutdown');
    else if (isWaiting()) postpone(entry, halted || error);
    save();
    schedule();
  }

  /** Drops the oldest of the lowest priority; false when all are on their way. */
  function evict(): boolean {
    for (const isLast of [false, true]) {
      for (const entry of entries) {
        if (entry._isSent || !(isLast || entry._isMinor)) continue;
        drop(entry, 'overflow');
        return true;
      }
    }
    return false;
  }

  function drop(entry: Entry, dropped: DropReason): void {
    finish(entry, { ...toFailure(entry, dropped), dropped });
  }

  /** Answers that the event will come later. */
  function postpone(entry: Entry, why: string): void {
    entry._answer({ ...toFailure(entry, why), queued: true });
  }

  /** Answers and closes the books on an event. */
  function finish(entry: Entry, result: TrackResult): void {
    if (!forget(entry)) return;
    outbox._remove(entry);
    if (result.success) {
      counts.delivered++;
      if (result.duplicate) counts.duplicates++;
      _ledger._emit('delivered', entry._id);
    } else _ledger._drop(entry._id, result.dropped as DropReason, result.error);
    entry._answer(result);
  }

  /** False when it is gone already. */
  function forget(entry: Entry): boolean {
    const isKnown = entries.delete(entry);
    if (isKnown) queuedBytes -= entry._bytes;
    return isKnown;
  }

  /** The next batch, in the order of tracking. While leaving, none that does not fit. */
  function take(maxBytes: number, isLeaving?: boolean): Entry[] {
    const nowMs = Date.now();
    const isSingle = +(_store._get(singleKey) || 0) > nowMs;
    const batch: Entry[] = [];
    let bytes = 0;
    for (const entry of entries) {
      if (entry._isSent) continue;
      if (nowMs - entry._atMs > MAX_AGE_MS) {
        drop(entry, 'expired');
        continue;
      }
      bytes += entry._bytes;
      if (bytes > maxBytes && (isLeaving || batch.length)) break;
      if (batch.push(entry) >= (isSingle ? 1 : batchEvents)) break;
    }
    return batch;
  }

  async function deliver(batch: Entry[], isLeaving = false): Promise<void> {
    for (const entry of batch) entry._isSent = true;
    const { _next, _answers, _error, _retryAfterMs } = await _transport
      ._send(batch, isLeaving, fails)
      // The page has broken something that sending needs. The events are still there.
      .catch((reason): Outcome => ({ _next: WAIT, _error: toMessage(reason) }));
    error = _error;

    batch.forEach((entry, index) => {
      entry._isSent = false;
      const answer = _answers?.[index];
      if (answer) finish(entry, answer);
      else if (entries.has(entry)) {
        if (_next & ROTATE && entries.delete(entry)) entries.add(entry);
        counts.retried++;
        _ledger._emit('retry', entry._id, error);
        if (_next & (WAIT | HALT)) postpone(entry, error);
      }
    });
    save();

    if (_next) {
      if (_next & SINGLE) _store._set(singleKey, `${Date.now() + SINGLE_FOR_MS}`);
      if (_next & SHRINK) batchEvents = Math.ceil(batch.length / 2);
      if (_next & HALT && !halted) {
        halted = error;
        _debug(true, 'Failed to send:', error);
      }
      if (_next & WAIT) {
        leaveAloneUntilMs = Date.now() + Math.min(MAX_RETRY_AFTER_MS, _retryAfterMs || 0);
        waitUntilMs = Math.max(leaveAloneUntilMs, Date.now() + toBackoffMs(fails++));
      }
    } else {
      fails = waitUntilMs = 0;
      batchEvents = Math.min(MAX_BATCH_EVENTS, batchEvents + Math.ceil(batchEvents / 8));
    }
    if (Date.now() - claimedMs > CLAIM_EVERY_MS) claim();
  }

  /** Decides when the next request goes. The only place that does. */
  function schedule(): void {
    if (isSending) return;
    stopTimer();
    const nowMs = Date.now();
    let count = 0;
    let bytes = 0;
    let dueMs = 0;
    for (const entry of entries) {
      if (entry._isSent) continue;
      dueMs ||= entry._atMs + FLUSH_AFTER_MS;
      bytes += entry._bytes;
      if (!isPatient || ++count >= FLUSH_EVENTS || bytes > MAX_BATCH_BYTES) dueMs = nowMs;
      if (dueMs <= nowMs) break;
    }
    if (isWaiting() || !entries.size) {
      isPatient = _isPatient;
      for (const resolve of idle) resolve();
      idle = [];
    }
    if (!dueMs || halted) return;
    const delayMs = Math.max(dueMs, waitUntilMs) - nowMs;
    if (delayMs > 0) stopTimer = startTimer(send, delayMs);
    else send();
  }

  async function send(): Promise<void> {
    isSending = true;
    // What the page's current task still tracks comes along.
    await undefined;
    const batch = isWaiting() ? [] : take(MAX_BATCH_BYTES);
    if (batch.length) await deliver(batch);
    isSending = false;
    schedule();
  }

  async function save(): Promise<void> {
    if (isSaving) return;
    isSaving = true;
    await undefined;
    isSaving = false;
    try {
      // Tracked by a page that is going: the next task may not come.
      if (isHidden) hide();
      if (!isLeft) await outbox._save();
    } catch {
      // The page has broken JSON: memory is what is left.
    }
  }

  function hide(isLeaving?: boolean): void {
    isHidden = true;
    outbox._spill();
    while (!isWaiting()) {
      const batch = take(_transport._room(), true);
      if (!batch.length) break;
      deliver(batch, true).then(schedule);
    }
    if (isLeaving) {
      // The page may never come back, so what is stored is anybody's from now on.
      isLeft = true;
      outbox._release();
    }
  }

  function show(isOnline: boolean): void {
    isHidden = false;
    if (isLeft) {
      // It did come back. What others have taken is theirs; the rest is claimed below.
      isLeft = false;
      for (const entry of entries) {
        if (entry._saved !== 2 && !entry._isSpilled) continue;
        forget(entry);
        counts.tracked--;
        postpone(entry, 'Page left');
      }
      outbox._open();
    }
    // Waiting for a server that was out of reach ends; what the server itself has asked for does not.
    if (isOnline) waitUntilMs = leaveAloneUntilMs;
    claim();
    schedule();
  }

  async function claim(): Promise<void> {
    claimedMs = Date.now();
    try {
      const orphans = await outbox._claim();
      // A page that goes may write to IndexedDB and to localStorage, and one of the two arrives late.
      const known = new Set([...entries].map((entry) => entry._id));
      for (const kept of orphans) {
        // Shut down in the meantime: nothing is taken, so that the next page finds it.
        if (halted !== STOPPED && !known.has(kept._id)) add({ _data: {}, ...kept }, () => {});
      }
    } catch {
      // No storage, so no orphans.
    }
  }

  function halt(why: string): void {
    if (halted === STOPPED) return;
    halted = why;
    for (const entry of entries) if (why && !entry._isSent) postpone(entry, why);
    schedule();
  }

  return {
    _add: add,
    _stats: stats,
    _flush(timeoutMs) {
      start();
      waitUntilMs = leaveAloneUntilMs;
      isPatient = false;
      return new SafePromise((resolve) => {
        const done = (): void => {
          stop();
          resolve(stats());
        };
        const stop = startTimer(done, timeoutMs);
        schedule();
        claim().then(() => {
          idle.push(done);
          schedule();
        });
      });
    },
    _halt: halt,
    ...((__FULL__ && {
      _erase() {
        for (const entry of entries) drop(entry, 'consent');
        outbox._erase();
      },
    }) as Pick<Queue, '_erase'>),
    _stop() {
      hide(true);
      stopPage?.();
      halt(STOPPED);
    },
  };
}
