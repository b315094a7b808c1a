import { noChangeSignals } from './changes.ts';
import type { ServiceContext } from './context.ts';

interface SettleOptions {
  timeoutMs: number;
  /** Aborted when the client is gone. */
  signal?: AbortSignal;
}

// Most barriers pass at the first query or after one run of the worker; the others must not keep the database busy.
const FIRST_DELAY_MS = 2;
const LONGEST_DELAY_MS = 50;

// The real clock, taken at import: a wait must end in a test with fake timers too.
const nowMs = performance.now.bind(performance);

/** Waits until every event that the customer sent before has reached a final state, or the time is over. */
export async function settle(
  { engine, wake, hooks }: Pick<ServiceContext, 'engine' | 'wake' | 'hooks'>,
  customerId: string,
  { timeoutMs, signal }: SettleOptions,
): Promise<{ pending: number; waitedMs: number }> {
  const changes = hooks?.changes ?? noChangeSignals;
  const startMs = nowMs();
  const mark = await engine.mark(customerId);
  wake(customerId);

  let seen = changes.count(customerId);
  let pending = await engine.pendingBefore(customerId, mark);
  for (
    let delayMs = FIRST_DELAY_MS;
    pending > 0 && !signal?.aborted;
    delayMs = Math.min(delayMs * 2, LONGEST_DELAY_MS)
  ) {
    const leftMs = timeoutMs - (nowMs() - startMs);
    if (leftMs <= 0) break;
    // Changes by another process give no signal here, so the wait has a limit.
    await changes.next(customerId, seen, Math.min(delayMs, leftMs));
    seen = changes.count(customerId);
    pending = await engine.pendingBefore(customerId, mark);
  }
  return { pending, waitedMs: Math.round(nowMs() - startMs) };
}
