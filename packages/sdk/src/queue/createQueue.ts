import { guard } from '../browser/guard.ts';
import { SafePromise } from '../browser/SafePromise.ts';
import { startPageLifecycle } from '../browser/startPageLifecycle.ts';
import { startTimer } from '../browser/startTimer.ts';
import { toMessage } from '../browser/toMessage.ts';
import { createDebug } from '../debug.ts';
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
import type { DeliveryStats } from './createLedger.ts';
import { createOutbox, type Keepable } from './createOutbox.ts';
import {
  CLAIM_EVERY_MS,
  FLUSH_AFTER_MS,
  FLUSH_EVENTS,
  GROW_BY_EVENTS,
  LATER_EVERY_MS,
  MAX_AGE_MS,
  MAX_BATCH_BYTES,
  MAX_BATCH_EVENTS,
  MAX_QUEUED_BYTES,
  MAX_QUEUED_EVENTS,
  MAX_RETRY_AFTER_MS,
  SINGLE_FOR_MS,
} from './limits.ts';
import type { Queue, QueueOptions } from './queue.ts';
import { toBackoffMs } from './toBackoffMs.ts';

interface Entry extends TrackedEvent, Keepable {
  _bytes: number;
  /** When it was tracked, by a clock that nobody sets. */
  _bornMs: number;
  /** It is on its way. */
  _isSent: boolean;
  /** The first to go when the queue is full. */
  _isMinor: boolean;
  _answer(result: TrackResult): void;
}

/** What a page makes by itself and in numbers. */
const MINOR = /^.{0,99}:"(user_interaction|scroll|web_vital)/;
const STOPPED = 'shutdown';

/** Milliseconds that only go forward: the visitor, or the network, may set the clock at any time. */
const ticksMs = (): number => performance.now();

/** Keeps events, decides when they go and what happens when they do not arrive. */
export function createQueue(options: QueueOptions): Queue {
  const { _transport, _ledger, _store, _name, _isMemory, _isPatient } = options;
  const counts = _ledger._counts;
  const entries = new Set<Entry>();
  const outbox = createOutbox(_store, _name, _isMemory, entries);
  const singleKey = `${_name}single`;

  /**
   * Ids that need not be claimed. A page that goes writes to IndexedDB and to localStorage, and of the same event one is
   * found before the other: later because it arrived late, or because without locks each is taken by its age.
   */
  const known = new Set<string>();

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
  let stopTimer: (() => void) | undefined;
  let stopPage: (() => void) | undefined;
  let idle: (() => void)[] = [];
  let stopLaterTimer: (() => void) | undefined;
  let revoke: (() => void) | undefined;

  const isWaiting = (): boolean => !!halted || waitUntilMs > ticksMs();
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

  function add(event: Pick<Entry, '_id' | '_json' | '_data'> & Partial<Entry>, answer: Entry['_answer']): void {
    const { _json, _atMs = Date.now() } = event;
    const entry: Entry = {
      _atMs,
      // What another page has tracked is as old as the clock on the wall says.
      _bornMs: ticksMs() - Math.max(0, Date.now() - _atMs),
      // Counting UTF-8 exactly would cost more than the room it saves; 45 are for `sent_at`.
      _bytes: _json.length * (/[^\0-\x7f]/.test(_json) ? 3 : 1) + 45,
      _isMinor: MINOR.test(_json),
      _isSent: false,
      _answer: answer,
      ...event,
    };
    // Where a page has broken this, it throws, and nothing is counted yet.
    entries.add(entry);
    counts.tracked++;
    queuedBytes += entry._bytes;
    accept(entry);
  }

  const accept = guard((entry: Entry) => {
    start();
    _ledger._emit('queued', entry._id);
    while ((entries.size > MAX_QUEUED_EVENTS || queuedBytes > MAX_QUEUED_BYTES) && evict());
    if (halted === STOPPED) drop(entry, STOPPED);
    else if (isWaiting()) postpone(entry, halted || error);
    save();
    schedule();
  });

  /** Drops the oldest of the lowest priority; nothing when all are on their way. */
  function evict(): true | undefined {
    for (const isLast of [false, true]) {
      for (const entry of entries) {
        if (entry._isSent || !(isLast || entry._isMinor)) continue;
        drop(entry, 'overflow');
        return true;
      }
    }
    return undefined;
  }

  function drop(entry: Entry, dropped: DropReason): void {
    finish(entry, toFailure(entry, dropped, { dropped }));
  }

  /** Answers that the event will come later. */
  function postpone(entry: Entry, why: string): void {
    entry._answer(toFailure(entry, why, { queued: true }));
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

  /** The next batch, in the order of tracking; none while waiting. While leaving, none that does not fit. */
  function take(isLeaving?: boolean, isLater?: boolean): Entry[] {
    const maxBytes = isLeaving && !isLater ? _transport._room() : MAX_BATCH_BYTES;
    const isSingle = Math.abs(Date.now() - +(_store._get(singleKey) || 0)) < SINGLE_FOR_MS;
    const batch: Entry[] = [];
    let bytes = 0;
    for (const entry of isWaiting() ? [] : entries) {
      if (entry._isSent) continue;
      if (ticksMs() - entry._bornMs > MAX_AGE_MS) {
        drop(entry, 'expired');
        continue;
      }
      bytes += entry._bytes;
      if (bytes > maxBytes && (isLeaving || batch.length)) break;
      // The same id twice is an event and its repetition, which the answer to one batch could not tell apart.
      if (batch.some(({ _id }) => _id === entry._id)) break;
      // Pages have broken `push`.
      batch[batch.length] = entry;
      if (batch.length >= (isSingle ? 1 : batchEvents)) break;
    }
    return batch;
  }

  /** Never rejects. */
  async function deliver(batch: Entry[], isLeaving?: boolean): Promise<void> {
    try {
      for (const entry of batch) entry._isSent = true;
      revokeLater();
      let outcome: Outcome;
      try {
        outcome = await _transport._send(batch, isLeaving, fails);
      } catch (reason) {
        // The page has broken something that sending needs. The events are still there.
        outcome = { _next: WAIT, _error: toMessage(reason) };
      }
      settle(batch, outcome);
    } catch {
      // Or something that arrays are made of.
      wait();
    }
    schedule();
  }

  function settle(batch: Entry[], { _next, _answers, _error, _retryAfterMs }: Outcome): void {
    error = _error;
    // First, so that nothing stays on its way whatever happens below.
    for (const entry of batch) entry._isSent = false;
    if (_next & WAIT) wait(_retryAfterMs);
    if (_next & SINGLE) _store._set(singleKey, `${Date.now()}`);
    if (_next & SHRINK) batchEvents = Math.ceil(batch.length / 2);
    batch.forEach((entry, index) => {
      const answer = _answers?.[index];
      if (answer) finish(entry, answer);
      else if (entries.has(entry)) {
        if (_next & ROTATE && entries.delete(entry)) entries.add(entry);
        counts.retried++;
        _ledger._emit('retry', entry._id, error);
        if (_next & (WAIT | HALT)) postpone(entry, error);
      }
    });
    if (!_next) {
      fails = waitUntilMs = 0;
      batchEvents = Math.min(MAX_BATCH_EVENTS, batchEvents + GROW_BY_EVENTS);
    }
    save();
    if (ticksMs() - claimedMs > CLAIM_EVERY_MS) claim();
    if (_next & HALT && !halted) {
      halted = error;
      createDebug(true)('Failed to send:', error);
    }
  }

  function wait(retryAfterMs?: number): void {
    leaveAloneUntilMs = ticksMs() + Math.min(MAX_RETRY_AFTER_MS, retryAfterMs || 0);
    waitUntilMs = Math.max(leaveAloneUntilMs, ticksMs() + toBackoffMs(fails++));
  }

  /** Decides when the next request goes. The only place that does. */
  const schedule = guard(() => {
    if (isSending) return;
    stopTimer?.();
    const nowMs = ticksMs();
    let count = 0;
    let bytes = 0;
    let delayMs: number | undefined;
    for (const entry of entries) {
      if (entry._isSent) continue;
      delayMs ??= entry._bornMs + FLUSH_AFTER_MS - nowMs;
      bytes += entry._bytes;
      if (!isPatient || ++count >= FLUSH_EVENTS || bytes > MAX_BATCH_BYTES) delayMs = 0;
      if (delayMs <= 0) break;
    }
    if (isWaiting() || !entries.size) {
      isPatient = _isPatient;
      for (const resolve of idle) resolve();
      idle = [];
    }
    if (delayMs == null || halted) return;
    // Whole milliseconds, or the timer comes a fraction too early and in vain.
    delayMs = Math.ceil(Math.max(delayMs, waitUntilMs - nowMs));
    if (delayMs > 0) stopTimer = startTimer(send, delayMs);
    else send();
  });

  async function send(): Promise<void> {
    isSending = true;
    // What the page's current task still tracks comes along.
    await 0;
    try {
      const batch = take();
      if (batch.length) await deliver(batch);
    } catch {
      wait();
    }
    isSending = false;
    schedule();
  }

  /** Leaves what is not on its way with the browser, in case that the page crashes or its room is used up. */
  function leaveLater(): void {
    revokeLater();
    const batch = take(true, true);
    if (batch.length) revoke = _transport._later?.(batch);
  }

  /** Nothing is left with the browser any more. */
  function revokeLater(): void {
    stopLaterTimer?.();
    revoke?.();
    stopLaterTimer = revoke = undefined;
  }

  async function save(): Promise<void> {
    if (_transport._later && !isHidden) stopLaterTimer ??= startTimer(leaveLater, LATER_EVERY_MS);
    if (isSaving) return;
    isSaving = true;
    await 0;
    isSaving = false;
    try {
      // Tracked by a page that is going: the next task may not come.
      if (isHidden) hide();
      if (!isLeft) await outbox._save();
    } catch {
      // The page has broken JSON: memory is what is left.
    }
  }

  const hide = guard((isLeaving?: boolean) => {
    isHidden = true;
    outbox._spill();
    for (let batch = take(true); batch.length; batch = take(true)) deliver(batch, true);
    // For what did not fit.
    leaveLater();
    if (isLeaving) {
      // The page may never come back, so what is stored is anybody's from now on.
      isLeft = true;
      outbox._release();
    }
  });

  function show(isOnline: boolean): void {
    isHidden = false;
    if (isLeft) {
      // It did come back. What others have taken is theirs; the rest is claimed below.
      isLeft = false;
      known.clear();
      for (const entry of entries) {
        if (entry._saved !== 2 && !entry._isSpilled) continue;
        forget(entry);
        counts.tracked--;
        postpone(entry, STOPPED);
      }
      outbox._open();
    }
    // Waiting for a server that was out of reach ends; what the server itself has asked for does not.
    if (isOnline) waitUntilMs = leaveAloneUntilMs;
    claim();
    schedule();
  }

  async function claim(): Promise<void> {
    claimedMs = ticksMs();
    try {
      const orphans = await outbox._claim();
      for (const { _id } of entries) known.add(_id);
      for (const kept of orphans) {
        // Shut down in the meantime: nothing is taken, so that the next page finds it.
        if (halted === STOPPED || known.has(kept._id)) continue;
        known.add(kept._id);
        add({ _data: {}, ...kept }, () => {});
      }
    } catch {
      // No storage, so no orphans.
    }
  }

  function halt(why: string): void {
    if (halted === STOPPED) return;
    halted = why;
    if (why) revokeLater();
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
        const listen = async (): Promise<void> => {
          await claim();
          idle[idle.length] = done;
          schedule();
        };
        schedule();
        listen();
      });
    },
    _halt: halt,
    _erase() {
      revokeLater();
      for (const entry of entries) drop(entry, 'consent');
      outbox._erase();
    },
    _stop() {
      hide(true);
      stopPage?.();
      halt(STOPPED);
    },
  };
}
