import { toMessage } from '../browser/toMessage.ts';
import type { Outcome } from '../events.ts';
import type { Backlog } from './createBacklog.ts';
import type { Backoff } from './createBackoff.ts';
import type { Batcher } from './createBatcher.ts';
import type { Entry } from './createEntry.ts';
import type { Settler } from './createSettler.ts';
import type { Transport } from './Transport.ts';

/** Sends a batch and applies the answer to its events. Resolves with the error of a server that refuses the key. */
export type Deliver = (batch: Entry[], isLeaving?: boolean) => Promise<string | undefined>;

export function createDelivery(
  transport: Transport,
  backlog: Backlog,
  backoff: Backoff,
  batcher: Batcher,
  settler: Settler,
): Deliver {
  const settle = (batch: Entry[], { _next, _answers, _error, _retryAfterMs }: Outcome): void => {
    const isSuspect = _next === 'suspect';
    const waits = isSuspect || _next === 'wait';
    // First, so that no event stays in flight whatever happens below.
    for (const entry of batch) entry._isInFlight = false;
    if (waits) backoff._fail(_error, _retryAfterMs);
    if (isSuspect || _next === 'smaller') batcher._shrink(batch.length);
    if (_next === 'single') batcher._sendSingly();
    let index = 0;
    for (const entry of batch) {
      // Not by `entries()`, which Prototype.js has made something else.
      const answer = _answers?.[index++];
      if (answer) settler._finish(entry, answer);
      else if (settler._retry(entry, _error)) {
        if (isSuspect) backlog._moveToEnd(entry);
        if (waits || _next === 'halt') settler._postpone(entry, _error);
      }
    }
    if (!_next) {
      backoff._succeed();
      batcher._grow();
    }
  };

  return async (batch, isLeaving) => {
    try {
      for (const entry of batch) entry._isInFlight = true;
      let outcome: Outcome;
      try {
        for (const entry of batch) settler._tellSent(entry);
        outcome = await transport._send(batch, isLeaving, backoff._failures());
      } catch (error) {
        // The page has broken a built-in that sending needs. The events are kept.
        outcome = { _next: 'wait', _error: toMessage(error) };
      }
      settle(batch, outcome);
      return outcome._next === 'halt' ? outcome._error : undefined;
    } catch (error) {
      // Or a built-in of arrays.
      backoff._fail(toMessage(error));
      return undefined;
    }
  };
}
