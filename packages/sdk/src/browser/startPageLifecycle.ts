import { listen } from './listen.ts';

export interface PageLifecycle {
  /** The page was hidden or is being left; it may never run again. */
  _onHide(): void;
  /** The page is being left, maybe into the back/forward cache. */
  _onLeave(): void;
  /** The page is seen (again); `isRestored` when it came out of the back/forward cache. */
  _onShow(isRestored: boolean): void;
  _onOnline(): void;
}

/** Tells when the page comes and goes. No `unload`, `beforeunload`: they cost the page the back/forward cache. */
export function startPageLifecycle({ _onHide, _onLeave, _onShow, _onOnline }: PageLifecycle): () => void {
  if (!globalThis.document) return () => {};
  return listen(window, 'visibilitychange pagehide pageshow online', (event) => {
    const { type } = event;
    if (type === 'online') _onOnline();
    else if (type === 'pageshow') {
      if ((event as PageTransitionEvent).persisted) _onShow(true);
    } else if (type === 'pagehide') {
      // Safari hides a page that navigates without a visibilitychange.
      _onHide();
      _onLeave();
    } else if (document.visibilityState === 'hidden') _onHide();
    else _onShow(false);
  });
}
