import { listen } from './listen.ts';

/**
 * Tells when the page goes, for good (`isLeft`, unless it comes back out of the back/forward cache) or out of sight,
 * and when it is seen again or online again. No `unload`, no `beforeunload`: they cost the page that cache.
 */
export function startPageLifecycle(onHide: (isLeft: boolean) => void, onShow: (isOnline: boolean) => void): () => void {
  if (!globalThis.document) return () => {};
  return listen(window, 'visibilitychange pagehide pageshow online', ({ type }) => {
    const isLeft = type === 'pagehide';
    const isOnline = type === 'online';
    // Safari before 14.1 leaves a page without hiding it.
    if (isLeft || (!isOnline && document.visibilityState === 'hidden')) onHide(isLeft);
    else onShow(isOnline);
  });
}
