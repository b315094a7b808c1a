import { createElement, type ElementType, type HTMLAttributes, type ReactNode, useEffect, useRef } from 'react';
import { attempt } from '../../browser/attempt.ts';
import type { EventProperties } from '../../entries/npm.ts';
import { watchSight } from '../watchSight.ts';
import { useTracker } from './useTracker.ts';

/** Properties of `TrackOnView`; others are those of the element. */
export interface TrackOnViewProps extends HTMLAttributes<HTMLElement> {
  /** The type of the event. */
  event: string;
  /** Its data. */
  data?: EventProperties;
  /** The visible share of the element that counts, 0 to 1. Default 0.5. */
  threshold?: number;
  /** How long it must be visible. Default 1,000. */
  afterMs?: number;
  /** The element. Default `div`. */
  as?: ElementType;
  children?: ReactNode;
}

/**
 * Tracks an event once its content was visible, once for each mount. A list needs `key`s, as ever. Does nothing without
 * IntersectionObserver.
 *
 * @example <TrackOnView event="pricing_seen" data={{ plan: 'pro' }}><Pricing /></TrackOnView>
 */
export function TrackOnView({
  event,
  data,
  threshold = 0.5,
  afterMs = 1_000,
  as = 'div',
  children,
  ...attributes
}: TrackOnViewProps): ReactNode {
  const { trackEvent } = useTracker();
  const element = useRef<Element>(null);
  // Refs stay when StrictMode or Suspense runs the effects again.
  const isTracked = useRef(false);
  const track = useRef(() => {});
  useEffect(() => {
    track.current = () => void trackEvent(event, data);
  });
  useEffect(() => {
    const { current } = element;
    if (!current || isTracked.current) return undefined;
    return attempt(() =>
      watchSight(current, { threshold, afterMs }, () => {
        isTracked.current = true;
        track.current();
      }),
    );
  }, [threshold, afterMs]);
  return createElement(as, { ...attributes, ref: element }, children);
}
