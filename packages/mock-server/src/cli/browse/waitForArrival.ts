import { setTimeout as wait } from 'node:timers/promises';
import type { TestCustomer } from '../../kit/testCustomer.ts';

/** Events that a page sends as it goes may take a while; one that is lost must not cost more. */
const MAX_MS = 5_000;
const POLL_MS = 50;

/** Resolves when what was seen leaving a browser has arrived and reached a final state, or is late. */
export async function waitForArrival(tracking: Pick<TestCustomer, 'ledger' | 'settled'>): Promise<void> {
  const endMs = performance.now() + MAX_MS;
  while ((await tracking.ledger()).lost > 0 && performance.now() < endMs) await wait(POLL_MS);
  await tracking.settled({ timeoutMs: MAX_MS }).catch(() => {});
}
