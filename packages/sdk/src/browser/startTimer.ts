import { guard } from './guard.ts';

/**
 * Calls `run` after `delayMs` unless stopped before. In Node (server-side rendering) it does not keep the process alive,
 * and in Angular not the page unstable: zone.js leaves the browser's own function under this name.
 */
export function startTimer(run: () => void, delayMs: number): () => void {
  const { __zone_symbol__setTimeout: later = setTimeout } = globalThis as {
    __zone_symbol__setTimeout?: typeof setTimeout;
  };
  const timer = later(guard(run), delayMs);
  (timer as unknown as { unref?: () => void }).unref?.();
  return () => clearTimeout(timer);
}
