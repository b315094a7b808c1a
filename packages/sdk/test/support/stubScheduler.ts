import { vi } from 'vitest';

export interface Scheduler {
  /** Runs the tasks that wait, and those that they add. */
  run(): void;
  /** Runs the first task that waits. */
  runOne(): void;
  waiting(): number;
}

/**
 * Chromium, with `scheduler.postTask`, whose tasks run when the test says so; `vi.unstubAllGlobals()` and
 * `vi.restoreAllMocks()` remove it.
 */
export function stubScheduler(): Scheduler {
  const tasks: (() => void)[] = [];
  // Firefox has none, and happy-dom neither.
  vi.spyOn(navigator, 'vendor', 'get').mockReturnValue('Google Inc.');
  vi.stubGlobal('scheduler', {
    postTask(run: () => void) {
      tasks.push(run);
      return new Promise(() => {});
    },
  });
  const runOne = (): void => tasks.shift()?.();
  return {
    runOne,
    run() {
      while (tasks.length) runOne();
    },
    waiting: () => tasks.length,
  };
}
