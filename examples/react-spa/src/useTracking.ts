import { useEffect, useRef } from 'react';
import { useLocation } from 'react-router';
import { tracker } from './tracker.ts';

/**
 * Tracks the app: clicks, form submissions, and a page view for each route. React puts a page's
 * <title> in place before effects run, so each page view carries the title of its own page.
 */
export function useTracking(): void {
  const { pathname } = useLocation();
  // StrictMode runs effects twice; the route that was tracked last is remembered across.
  const tracked = useRef<string>(undefined);
  useEffect(() => {
    if (tracked.current === pathname) return;
    if (tracked.current === undefined) tracker.enableAutoTracking();
    else void tracker.trackPageView();
    tracked.current = pathname;
  }, [pathname]);
}
