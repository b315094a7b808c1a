import { attempt } from './attempt.ts';
import { isFirefox } from './isFirefox.ts';

export type WithScheduler = { scheduler: { postTask(run: () => void, options: object): unknown } };

/** Behind input, and before all else: a page that closes itself must not come first. */
const OPTIONS = { priority: 'user-blocking' };

/**
 * Runs in a task of its own, soon (`scheduler.postTask`, Chromium 94); where there is none, and in Firefox, at the end of
 * this task. `run` throws nothing.
 */
export function runLater(run: () => void): void {
  // Pages have a variable of this name.
  if (isFirefox() || !attempt(() => (globalThis as unknown as WithScheduler).scheduler.postTask(run, OPTIONS)))
    runInMicrotask(run);
}

async function runInMicrotask(run: () => void): Promise<void> {
  await 0;
  run();
}
