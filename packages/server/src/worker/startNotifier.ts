import type { Engine } from '../engine/port.ts';
import { type Log, silentLog } from '../log.ts';
import type { Worker } from './startWorker.ts';

/**
 * Takes the place of the worker in a server without one: waking it wakes the separate workers. Customers woken during a
 * notification share the next one. A lost notification costs half a second: workers also poll.
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
        if (!hasFailed) log.warn(`[OneVault] Failed to wake the workers: ${String(error)}. They also poll.`);
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
