import { SafePromise } from './SafePromise.ts';
import { startTimer } from './startTimer.ts';

/** Waits for `work`, at most `maxMs`; resolves with whether it has ended. Never rejects. */
export function within(work: Promise<unknown>, maxMs: number): Promise<boolean> {
  return new SafePromise((resolve) => {
    const stop = startTimer(() => resolve(false), maxMs);
    const wait = async (): Promise<void> => {
      try {
        await work;
      } catch {
        // It has ended.
      }
      stop();
      resolve(true);
    };
    wait();
  });
}
