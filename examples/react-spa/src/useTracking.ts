import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import { tracker } from './tracker.ts';

/**
 * Tracks a page view whenever the route changes. `enableAutoTracking` tracks the first one, and the
 * place is remembered, so that neither that one nor an effect that StrictMode runs twice counts again.
 */
export function usePageViews(): void {
  const { pathname } = useLocation();
  const tracked = useRef(pathname);
  // React puts a page's <title> in place before effects run, so the event carries the new title.
  useEffect(() => {
    if (tracked.current === pathname) return;
    tracked.current = pathname;
    void tracker.trackPageView();
  }, [pathname]);
}
