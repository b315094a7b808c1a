import { guard } from './guard.ts';

/** Calls `run` after `delayMs` unless stopped before. In Node (server-side rendering) it does not keep the process alive. */
export function startTimer(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(guard(run), delayMs);
  (timer as unknown as { unref?: () => void }).unref?.();
  return () => clearTimeout(timer);
}
