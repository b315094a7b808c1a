import { isHidden } from './isHidden.ts';
import { listen } from './listen.ts';

/**
 * Reports when the page is left (`isLeft`; it may return from the back/forward cache) or hidden, and when it is visible
 * or online again. No `unload`, no `beforeunload`: with them the page loses that cache.
 */
export function startPageLifecycle(onHide: (isLeft: boolean) => void, onShow: (isOnline: boolean) => void): () => void {
  if (!globalThis.document) return () => {};
  return listen(window, 'visibilitychange pagehide pageshow online', ({ type }) => {
    const isLeft = type === 'pagehide';
    const isOnline = type === 'online';
    // Safari before 14.1 leaves a page without hiding it.
    if (isLeft || (!isOnline && isHidden())) onHide(isLeft);
    else onShow(isOnline);
  });
}
