import { unheard } from './changes.ts';
import type { ServiceContext } from './context.ts';

interface SettleOptions {
  timeoutMs: number;
  /** Aborted when nobody waits any more. */
  signal?: AbortSignal;
}

// Most barriers are passed at the first look or after one run of the worker; those that are not should not keep the database busy.
const FIRST_DELAY_MS = 2;
const LONGEST_DELAY_MS = 50;

// A test with fake timers still wants to know when its time is over.
const nowMs = performance.now.bind(performance);

/** Waits until everything that a customer had sent before has reached a final state, or the time is over. */
export async function settle(
  { engine, wake, hooks }: Pick<ServiceContext, 'engine' | 'wake' | 'hooks'>,
  customerId: string,
  { timeoutMs, signal }: SettleOptions,
): Promise<{ pending: number; waitedMs: number }> {
  const changes = hooks?.changes ?? unheard;
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
    // What another process does changes nothing here, so the time is a reason to look again too.
    await changes.next(customerId, seen, Math.min(delayMs, leftMs));
    seen = changes.count(customerId);
    pending = await engine.pendingBefore(customerId, mark);
  }
  return { pending, waitedMs: Math.round(nowMs() - startMs) };
}
