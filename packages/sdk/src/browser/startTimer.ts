import { attempt } from './attempt.ts';
import { guard } from './guard.ts';

/** Where zone.js leaves the browser's own function. A text: names that begin with _ are changed by the build. */
const UNPATCHED = '__zone_symbol__setTimeout';

/**
 * Calls `run` after `delayMs` unless stopped before. In Node (server-side rendering) it does not keep the process alive;
 * in Angular it is outside of the page's zone, which would wait for it to become stable.
 */
export function startTimer(run: () => void, delayMs: number): () => void {
  const { [UNPATCHED]: later = setTimeout } = globalThis as { [UNPATCHED]?: typeof setTimeout };
  // Where the page has taken the name, what has no timer still runs without.
  const timer = attempt(() => later(guard(run), delayMs));
  (timer as { unref?: () => void } | undefined)?.unref?.();
  return () => clearTimeout(timer);
}
