import { guard } from '../browser/guard.ts';
import { startTimer } from '../browser/startTimer.ts';
import { isSeen, toSteps } from '../features/isSeen.ts';

/** Calls `onSeen` once the element was visible for this time; the returned function stops that. */
export function watchSight(
  element: Element,
  { threshold, afterMs }: { threshold: number; afterMs: number },
  onSeen: () => void,
): () => void {
  let stopTimer: (() => void) | undefined;
  const stop = (): void => {
    stopTimer?.();
    sights.disconnect();
  };
  const see = (entries: IntersectionObserverEntry[]): void => {
    for (const entry of entries) {
      const isNowSeen = isSeen(entry, threshold);
      if (isNowSeen === !!stopTimer) continue;
      stopTimer?.();
      stopTimer = undefined;
      if (!isNowSeen) continue;
      stopTimer = startTimer(() => {
        stop();
        onSeen();
      }, afterMs);
    }
  };
  const sights = new IntersectionObserver(guard(see), { threshold: toSteps(threshold) });
  sights.observe(element);
  return stop;
}
