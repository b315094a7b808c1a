import { toMessage } from '../src/browser/toMessage.ts';
import { type Answer, type Outcome, type TrackedEvent, type TrackResult, toFailure } from '../src/events.ts';
import { createBackoff } from '../src/queue/createBackoff.ts';
import type { Ledger } from '../src/queue/createLedger.ts';
import type { Sender } from '../src/transport/createSender.ts';
import { createBatchSize } from './createBatchSize.ts';
import { createOutbox, type OutboxParts } from './outbox/createOutbox.ts';
import type { Entry } from './outbox/entry.ts';

export interface Delivery {
  /** Keeps an event, and answers once it is delivered, dropped or known to be sent later. */
  add(event: TrackedEvent, answer: Answer): void;
  size(): number;
  /** Sends everything now; resolves when nothing is left, nothing can be sent, or the time is over. */
  flush(timeoutMs: number): Promise<void>;
  halt(reason: string): void;
  resume(): void;
  /** Ends it at once; what waits is on disk. */
  stop(): void;
}

export interface DeliveryParts {
  sender: Pick<Sender, '_send'>;
  ledger: Ledger;
  /** Collect events before sending. */
  isPatient: boolean;
  outbox: Pick<OutboxParts, 'folder' | 'maxBytes' | 'onTrouble' | 'files'>;
}

/** Shorter than the time for which the server keeps ids. */
const MAX_AGE_MS = 7 * 86_400_000;
/** As in a browser. */
const FLUSH_EVENTS = 20;
const FLUSH_AFTER_MS = 2_000;
const BEAT_MS = 5_000;
/** Beats between two looks for files of processes that are gone. */
const BEATS_TO_ADOPT = 6;
const STOPPED = 'shutdown';

/** Sends what waits in the outbox, oldest first, one request at a time. */
export function createDelivery({ sender, ledger, isPatient, outbox: outboxParts }: DeliveryParts): Delivery {
  const counts = ledger._counts;
  const backoff = createBackoff();
  const batchSize = createBatchSize();
  const asked = new Map<string, { event: TrackedEvent; answers: Answer[] }>();
  const idle = new Set<() => void>();
  let isSending = false;
  let isStopped = false;
  let isHurried = false;
  let timer: NodeJS.Timeout | undefined;
  let beats = 0;

  const answer = (entry: TrackedEvent, result: TrackResult): void => {
    const callers = asked.get(entry._id);
    asked.delete(entry._id);
    for (const one of callers?.answers ?? []) one(result);
  };
  const outbox = createOutbox({
    ...outboxParts,
    onDrop(entry, dropped) {
      ledger._drop(entry, dropped, dropped);
      answer(entry, toFailure(entry, dropped, { dropped }));
    },
    onBroken() {
      counts.tracked++;
      ledger._drop({}, 'invalid', 'Failed to read a stored event');
    },
    onTaken(events) {
      counts.tracked += events;
    },
  });

  const finish = (entry: Entry, result: TrackResult): void => {
    outbox.settle(entry);
    if (result.success) {
      counts.delivered++;
      if (result.duplicate) counts.duplicates++;
      ledger._emit('delivered', entry);
    } else ledger._drop(entry, result.dropped ?? 'rejected', result.error);
    answer(entry, result);
  };
  const expire = (entry: Entry): boolean => {
    const isOld = Date.now() - entry._atMs > MAX_AGE_MS;
    if (isOld) finish(entry, toFailure(entry, 'expired', { dropped: 'expired' }));
    return isOld;
  };
  /** Answers all callers: the events will be sent later. */
  const postponeAll = (why: string): void => {
    for (const { event } of [...asked.values()]) answer(event, toFailure(event, why, { queued: true }));
  };

  const settle = (batch: Entry[], { _next, _answers, _error, _retryAfterMs }: Outcome): void => {
    const waits = _next === 'suspect' || _next === 'wait';
    for (const entry of batch) entry._isInFlight = false;
    if (waits) backoff._fail(_error, _retryAfterMs);
    if (_next === 'halt') backoff._halt(_error);
    if (_next === 'suspect' || _next === 'smaller') batchSize.shrink(batch.length);
    if (_next === 'single') batchSize.sendSingly();
    if (!_next) {
      backoff._succeed();
      batchSize.grow();
    }
    for (const [index, entry] of batch.entries()) {
      const result = _answers?.[index];
      if (result) {
        finish(entry, result);
        continue;
      }
      counts.retried++;
      ledger._emit('retry', entry, _error);
      if (waits || _next === 'halt') answer(entry, toFailure(entry, _error, { queued: true }));
      if (_next === 'suspect') outbox.moveToEnd(entry);
    }
    if (backoff._isWaiting()) postponeAll(backoff._reason());
  };

  const send = async (): Promise<void> => {
    timer = undefined;
    const batch = outbox.take(batchSize.maxEvents(), batchSize.maxBytes).filter((entry) => !expire(entry));
    if (!batch.length) return schedule();
    isSending = true;
    for (const entry of batch) {
      entry._isInFlight = true;
      ledger._emit('sent', entry);
    }
    const outcome = await sender
      ._send(batch, false, 0)
      .catch((error: unknown): Outcome => ({ _next: 'wait', _error: toMessage(error) }));
    isSending = false;
    settle(batch, outcome);
    // After `stop` too: what was delivered meanwhile must not be sent again.
    if (isStopped) outbox.release();
    schedule();
  };

  const schedule = (): void => {
    if (isSending || timer) return;
    const count = outbox.size();
    if (isStopped || !count || backoff._isWaiting()) {
      if (!count) isHurried = false;
      for (const done of idle) done();
      idle.clear();
    }
    if (isStopped || !count || backoff._isHalted()) return;
    const waitMs = Math.max(0, backoff._remainingMs());
    const gatherMs = isPatient && !isHurried && count < FLUSH_EVENTS ? FLUSH_AFTER_MS : 0;
    // At once is after the events that come in the same turn: they go together.
    timer = setTimeout(send, Math.ceil(Math.max(waitMs, gatherMs)));
    // What waits is on disk. A request that runs keeps the process.
    if (waitMs || gatherMs) timer.unref();
  };
  const hurry = (): void => {
    clearTimeout(timer);
    timer = undefined;
    isHurried = true;
    schedule();
  };

  const beat = setInterval(() => {
    outbox.beat();
    if (++beats % BEATS_TO_ADOPT === 0) outbox.adopt().then(schedule);
  }, BEAT_MS);
  beat.unref();
  const opened = outbox.adopt().then(schedule);

  return {
    add(event, done) {
      counts.tracked++;
      if (isStopped) {
        ledger._drop(event, STOPPED, STOPPED);
        return done(toFailure(event, STOPPED, { dropped: STOPPED }));
      }
      asked.set(event._id, { event, answers: [...(asked.get(event._id)?.answers ?? []), done] });
      outbox.add(event);
      ledger._emit('queued', event);
      if (backoff._isWaiting()) answer(event, toFailure(event, backoff._reason(), { queued: true }));
      if (isPatient && timer && outbox.size() >= FLUSH_EVENTS && !backoff._isWaiting()) hurry();
      else schedule();
    },
    size: outbox.size,
    async flush(timeoutMs) {
      await opened;
      await outbox.adopt();
      backoff._endOwnWait();
      await new Promise<void>((resolve) => {
        // Not unref'd: the caller waits for it.
        const stop = setTimeout(resolve, timeoutMs);
        idle.add(() => {
          clearTimeout(stop);
          resolve();
        });
        hurry();
      });
    },
    halt(reason) {
      if (isStopped) return;
      backoff._halt(reason);
      postponeAll(reason);
      schedule();
    },
    resume() {
      backoff._resume();
      hurry();
    },
    stop() {
      if (isStopped) return;
      isStopped = true;
      clearTimeout(timer);
      timer = undefined;
      clearInterval(beat);
      postponeAll(STOPPED);
      schedule();
      outbox.release();
    },
  };
}
