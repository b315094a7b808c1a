/**
 * Of an element that is larger than the window: the window is full of it, but for the part between two steps. A step for
 * every tenth less makes one within that part, for any size.
 */
const FULL = 0.9;
const STEPS = 50;

/** The thresholds of an IntersectionObserver whose entries `isSeen` judges. */
export const toSteps = (threshold: number): number[] => Array.from({ length: STEPS }, (_, n) => threshold * FULL ** n);

/** Whether the share of an element is visible, or the window full of it. */
export function isSeen(entry: IntersectionObserverEntry, threshold: number): boolean {
  const { isIntersecting, intersectionRatio, intersectionRect, boundingClientRect, rootBounds } = entry;
  const { width, height } = boundingClientRect;
  // A frame is not told the size of the window around it.
  const view = rootBounds || { width: innerWidth, height: innerHeight };
  const most = Math.min(width, view.width) * Math.min(height, view.height);
  const isTooLarge = width * height * threshold > most;
  const isFull = isTooLarge && intersectionRect.width * intersectionRect.height >= most * FULL;
  return isIntersecting && (intersectionRatio >= threshold || isFull);
}
