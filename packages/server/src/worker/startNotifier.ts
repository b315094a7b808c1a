import type { Engine } from '../engine/port.ts';
import { type Log, silentLog } from '../log.ts';
import type { Worker } from './startWorker.ts';

/**
 * Stands where a worker would, in a server that leaves the processing to others: waking it wakes them.
 * Customers that are woken while a notice is under way share the next. A notice that is lost costs half a
 * second: workers look by themselves too.
 */
export function startNotifier({ engine, log = silentLog }: { engine: Engine; log?: Log }): Worker {
  const waiting = new Set<string>();
  let sending: Promise<void> | null = null;
  let hasFailed = false;

  async function send(): Promise<void> {
    while (waiting.size > 0) {
      const customerIds = [...waiting];
      waiting.clear();
      try {
        await engine.notifyWork?.(customerIds);
        hasFailed = false;
      } catch (error) {
        if (!hasFailed) log.warn(`[OneVault] Failed to wake the workers: ${String(error)}. They look by themselves.`);
        hasFailed = true;
      }
    }
    sending = null;
  }

  return {
    wake(customerId) {
      waiting.add(customerId);
      sending ??= send();
    },
    settle: async () => void (await sending),
    stop: async () => void (await sending),
  };
}
