import type { Store } from '../browser/createStore.ts';
import { SafePromise } from '../browser/SafePromise.ts';
import { startPageLifecycle } from '../browser/startPageLifecycle.ts';
import { startTimer } from '../browser/startTimer.ts';
import type { Debug } from '../debug.ts';
import type { DropReason, Outcome, TrackedEvent, TrackFailure, TrackResult } from '../events.ts';
import type { DeliveryStats, Ledger } from './createLedger.ts';
import { createOutbox, type Keepable } from './createOutbox.ts';
import { toBackoffMs } from './toBackoffMs.ts';

/** What the queue needs of transport. */
export interface Transport {
  _send(events: TrackedEvent[], bytes: number, mayKeepalive: boolean, isLeaving?: boolean): Promise<Outcome>;
  _room(): number;
}

export interface QueueOptions {
  _transport: Transport;
  _ledger: Ledger;
  _store: Store;
  /** Of everything that is stored. */
  _name: string;
  /** Who we are among the tabs. */
  _tabId: string;
  /** Gather events before sending. */
  _isPatient: boolean;
  _debug: Debug;
  /** Says something even without debugging. */
  _warn: Debug;
}

export interface Queue {
  /** Takes an event and answers it once it is delivered, dropped or sure to come later. */
  _add(event: TrackedEvent, answer: (result: TrackResult) => void): void;
  _stats(): DeliveryStats;
  /** Sends everything now; answers when nothing is left, the server refuses, or the time is over. */
  _flush(timeoutMs: number): Promise<DeliveryStats>;
  _pause(): void;
  _resume(): void;
  _stop(): void;
}

interface Entry extends TrackedEvent, Keepable {
  _bytes: number;
  /** 0: waits; 1: on its way; 2: on its way, whatever becomes of the page. */
  _flight: number;
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
const PAUSED = 'Paused';
const STOPPED = 'Shut down';
/** What a page makes by itself and in numbers: the first to go when the queue is full. */
const MINOR = /"event_type":"(user_interaction|scroll|content|element|media|web_vital|js_error|rage|dead)/;

/** Keeps events, decides when they go and what happens when they do not arrive. */
export function createQueue(options: QueueOptions): Queue {
  const { _transport, _ledger, _store, _name, _isPatient, _debug, _warn } = options;
  const counts = _ledger._counts;
  const entries = new Set<Entry>();
  const outbox = createOutbox(_store, _name, options._tabId, entries);
  const singleKey = `${_name}single`;

  let queuedBytes = 0;
  let batchEvents = MAX_BATCH_EVENTS;
  let fails = 0;
  let waitUntilMs = 0;
  /** Why nothing is sent until someone asks for it: `HTTP 401: Unauthorized`, `Paused`. */
  let halted = '';
  let error = '';
  let leaveAloneUntilMs = 0;
  let isStarted = false;
  let isHidden = false;
  let isSaving = false;
  let isSending = false;
  let isForced = false;
  let hasSent = false;
  let claimedMs = 0;
  let stopTimer = (): void => {};
  let stopPage = (): void => {};
  const idle: (() => void)[] = [];

  const isWaiting = (): boolean => !!halted || waitUntilMs > Date.now();

  function stats(): DeliveryStats {
    return { ...counts, droppedByReason: { ...counts.droppedByReason }, queued: entries.size };
  }

  function start(): void {
    if (isStarted) return;
    isStarted = true;
    outbox._open();
    stopPage = startPageLifecycle({
      _onHide: leave,
      _onLeave: outbox._release,
      _onShow(isRestored) {
        isHidden = false;
        outbox._open();
        claim(isRestored);
        schedule();
      },
      _onOnline() {
        // Only what the network's absence has caused ends with it, not what the server has asked for.
        waitUntilMs = leaveAloneUntilMs;
        schedule();
      },
    });
    claim();
  }

  function add(event: TrackedEvent, answer: Entry['_answer'], kept?: Keepable): void {
    const { _json } = event;
    start();
    const entry: Entry = {
      ...event,
      _atMs: Date.now(),
      // Counting UTF-8 exactly would cost more than the room it saves; 45 are for `sent_at`.
      _bytes: _json.length * (/[^\0-\x7f]/.test(_json) ? 3 : 1) + 45,
      _flight: 0,
      _answer: answer,
      ...kept,
    };
    counts.tracked++;
    entries.add(entry);
    queuedBytes += entry._bytes;
    _ledger._emit('queued', { event_id: entry._id });
    if (entries.size > MAX_QUEUED_EVENTS || queuedBytes > MAX_QUEUED_BYTES) evict();
    if (halted === STOPPED) drop(entry, 'shutdown');
    else if (isWaiting()) postpone(entry, halted || error);
    save();
    schedule();
  }

  /** Removes the oldest of the lowest priority until the queue is within its caps. */
  function evict(): void {
    for (const isMinor of [true, false]) {
      for (const entry of entries) {
        if (entries.size <= MAX_QUEUED_EVENTS && queuedBytes <= MAX_QUEUED_BYTES) return;
        if (!entry._flight && (!isMinor || MINOR.test(entry._json))) drop(entry, 'overflow');
      }
    }
  }

  function drop(entry: Entry, dropped: DropReason): void {
    finish(entry, { ...toFailure(entry, `Dropped: ${dropped}`), dropped });
    outbox._remove([entry]);
  }

  /** Closes the books on an event. */
  function finish(entry: Entry, result: TrackResult): void {
    // Sent twice, at hide and before, and this is the second answer.
    if (!forget(entry)) return;
    if (result.success) {
      counts.delivered++;
      if (result.duplicate) counts.duplicates++;
      _ledger._emit('delivered', { event_id: entry._id });
    } else {
      _ledger._drop(entry._id, result.dropped as DropReason, result.error);
    }
    entry._answer(result);
  }

  function forget(entry: Entry): boolean {
    const isKnown = entries.delete(entry);
    if (isKnown) queuedBytes -= entry._bytes;
    return isKnown;
  }

  /** Answers that the event will come later. */
  function postpone(entry: Entry, why: string): void {
    entry._answer({ ...toFailure(entry, why), queued: true });
  }

  /** The next batch in the order of tracking; while leaving also what is on its way but would be cut off. */
  function take(maxBytes: number, isLeaving?: boolean): Entry[] {
    const most = isSingle() ? 1 : batchEvents;
    const batch: Entry[] = [];
    let bytes = 0;
    for (const entry of entries) {
      if (entry._flight > (isLeaving ? 1 : 0)) continue;
      if (Date.now() - entry._atMs > MAX_AGE_MS) {
        drop(entry, 'expired');
        continue;
      }
      bytes += entry._bytes;
      // One that is too large by itself may still go when there is time.
      if (bytes > maxBytes && (isLeaving || batch.length)) break;
      if (batch.push(entry) >= most) break;
    }
    return batch;
  }

  function isSingle(): boolean {
    return Date.now() - +(_store._get(singleKey) || 0) < SINGLE_FOR_MS;
  }

  async function deliver(batch: Entry[], isLeaving?: boolean): Promise<void> {
    const bytes = batch.reduce((sum, entry) => sum + entry._bytes, 0);
    // A browser that refuses keepalive answers as if there were no network: so the second attempt does without.
    const mayKeepalive = isLeaving || (!fails && bytes <= _transport._room());
    for (const entry of batch) entry._flight = mayKeepalive ? 2 : 1;
    hasSent = true;
    _debug('send', batch.length);
    const outcome = await _transport._send(batch, bytes, mayKeepalive, isLeaving);
    const { _next, _answers } = outcome;
    error = outcome._error;

    const settled: Entry[] = [];
    batch.forEach((entry, index) => {
      entry._flight = 0;
      const answer = _answers[index];
      if (answer) {
        finish(entry, answer);
        settled.push(entry);
      } else if (entries.has(entry)) {
        if (_next === 'rotate' && entries.delete(entry)) entries.add(entry);
        counts.retried++;
        _ledger._emit('retry', { event_id: entry._id, error });
        if (_next !== 'single' && _next !== 'split') postpone(entry, error);
      }
    });
    outbox._remove(settled);

    if (_next === 'go') {
      fails = waitUntilMs = 0;
      batchEvents = Math.min(MAX_BATCH_EVENTS, batchEvents + Math.ceil(batchEvents / 8));
    } else {
      _debug(`Failed to deliver ${batch.length}: ${error}. Next: ${_next}`);
      if (_next === 'single') _store._set(singleKey, `${Date.now()}`);
      if (_next === 'halt' && !halted) {
        halted = error;
        _warn(`Failed to send: ${error}. Try another customerId or apiToken.`);
      }
      if (_next === 'rotate' || _next === 'split') batchEvents = Math.ceil(batch.length / 2);
      if (_next === 'rotate' || _next === 'wait') {
        leaveAloneUntilMs = Date.now() + outcome._retryAfterMs;
        waitUntilMs = Date.now() + toBackoffMs(fails++, outcome._retryAfterMs);
      }
    }
    if (Date.now() - claimedMs > CLAIM_EVERY_MS) claim();
  }

  /** Decides when the next request goes. The only place that does. */
  function schedule(): void {
    if (isSending) return;
    stopTimer();
    let count = 0;
    let bytes = 0;
    let oldestMs = 0;
    for (const entry of entries) {
      if (entry._flight) continue;
      oldestMs ||= entry._atMs;
      bytes += entry._bytes;
      if (++count >= FLUSH_EVENTS) break;
    }
    if (isWaiting() || !entries.size) {
      isForced = false;
      for (const resolve of idle.splice(0)) resolve();
    }
    if (count && !halted) {
      const nowMs = Date.now();
      // The first goes at once in any case: its preflight is then cached when the page closes.
      const isDue = isForced || !_isPatient || !hasSent || count >= FLUSH_EVENTS || bytes > MAX_BATCH_BYTES;
      const delayMs = Math.max(waitUntilMs - nowMs, isDue ? 0 : oldestMs + FLUSH_AFTER_MS - nowMs);
      if (delayMs > 0) stopTimer = startTimer(send, delayMs);
      else send();
    }
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
    // Tracked by a page that is going: the next task may not come.
    if (isHidden) leave();
    await outbox._save();
  }

  function leave(): void {
    isHidden = true;
    outbox._spill();
    if (isWaiting()) return;
    for (let batch = take(_transport._room(), true); batch.length; batch = take(_transport._room(), true)) {
      deliver(batch, true).then(schedule);
    }
  }

  async function claim(isRestored?: boolean): Promise<void> {
    claimedMs = Date.now();
    const { _ours, _orphans } = await outbox._claim();
    for (const entry of isRestored ? entries : []) {
      if ((entry._saved === 2 || entry._isSpilled) && !_ours.has(entry._id)) {
        // While this page slept another tab has taken it over, and answers for it now.
        forget(entry);
        counts.tracked--;
        postpone(entry, 'Taken over by another tab');
      }
    }
    for (const kept of _orphans) add({ _id: kept._id, _json: kept._json, _data: {} }, () => {}, kept);
  }

  function halt(why: string): void {
    halted = why;
    for (const entry of entries) if (why && !entry._flight) postpone(entry, why);
    schedule();
  }

  return {
    _add: add,
    _stats: stats,
    async _flush(timeoutMs) {
      start();
      if (halted !== PAUSED) halted = '';
      waitUntilMs = leaveAloneUntilMs;
      isForced = true;
      await new SafePromise<void>((resolve) => {
        startTimer(resolve, timeoutMs);
        idle.push(resolve);
        claim().then(schedule);
      });
      return stats();
    },
    _pause: () => halt(PAUSED),
    _resume: () => halt(''),
    _stop() {
      leave();
      stopPage();
      outbox._release();
      halt(STOPPED);
    },
  };
}

function toFailure(entry: TrackedEvent, error: string): TrackFailure {
  return { success: false, error, event_id: entry._id, event_data: entry._data };
}
