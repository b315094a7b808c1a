import { guard } from './guard.ts';
import { runLater } from './runLater.ts';
import { ticksMs } from './ticksMs.ts';

/** Work that the page's own task does not wait for. */
export interface Tasks {
  /** Does the work in a later task, after what was added before. Its errors stay silent. */
  _add(work: () => void): void;
  /** Does now what is still to do. */
  _finish(): void;
}

/** After this the page gets its turn: a visitor does not feel a task this long, even behind one of the page's own. */
const SLICE_MS = 4;

/** Does work in tasks of its own, in order, several works in one while that is short. */
export function createTasks(): Tasks {
  let works: (() => void)[] = [];
  let done = 0;
  let isPlanned = false;
  let isRunning = false;

  const run = (maxMs: number): void => {
    // A work calls a function of the page, and that calls the tracker.
    if (isRunning) return;
    isRunning = true;
    const startMs = ticksMs();
    for (let work = works[done]; work; work = works[done]) {
      done++;
      guard(work)();
      if (ticksMs() - startMs > maxMs) break;
    }
    if (done === works.length) {
      works = [];
      done = 0;
    }
    isRunning = false;
  };
  const plan = (): void => {
    if (isPlanned || !works[done]) return;
    isPlanned = true;
    runLater(() => {
      isPlanned = false;
      run(SLICE_MS);
      plan();
    });
  };

  return {
    _add(work) {
      // Pages have broken `push`.
      works[works.length] = work;
      plan();
    },
    _finish: () => run(Infinity),
  };
}
