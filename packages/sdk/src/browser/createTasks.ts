import { guard } from './guard.ts';
import { isFirefox } from './isFirefox.ts';
import { runLater } from './runLater.ts';
import { ticksMs } from './ticksMs.ts';

/** Work that the page's own task does not wait for. */
export interface Tasks {
  /** Does the work in a later task, after what was added before. Its errors stay silent. */
  _add(work: () => void): void;
  /** Does now what is still to do; nothing within a work, which is to end first. */
  _finish(): void;
  /**
   * Nothing runs now: a work that has begun is done anew. Firefox ends the script of a tab that closes, without `catch`
   * and `finally`, and fires `pagehide` after that.
   */
  _recover(): void;
}

/** After this the page gets its turn: a visitor does not feel a task this long, even behind one of the page's own. */
const SLICE_MS = 4;

/** Does work in tasks of its own, in order, several works in one while that is short. */
export function createTasks(): Tasks {
  const works: (() => void)[] = [];
  let isPlanned = false;
  let isRunning = false;

  const run = (maxMs: number): void => {
    // A work calls a function of the page, and that calls the tracker.
    if (isRunning) return;
    isRunning = true;
    const startMs = ticksMs();
    for (let work = works[0]; work; work = works[0]) {
      guard(work)();
      // Only now, or one that the browser ends would be lost. Not if it was done anew meanwhile.
      if (works[0] === work) works.shift();
      if (ticksMs() - startMs > maxMs) break;
    }
    isRunning = false;
  };
  const plan = (): void => {
    if (isPlanned || !works[0]) return;
    isPlanned = true;
    runLater(() => {
      isPlanned = isRunning = false;
      // There the page's turn does not come in between, only the writing of what is done so far.
      run(isFirefox() ? Infinity : SLICE_MS);
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
    _recover() {
      isRunning = false;
    },
  };
}
