import { type Metric, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals';
import type { Feature } from '../autotrack/feature.ts';

/** The receivers. The library's listeners cannot be removed, so they are added once per page. */
const receivers = new Set<(metric: Metric) => void>();
let isObserving = false;

/**
 * Tracks the Core Web Vitals and two more (LCP, INP, CLS, FCP, TTFB), measured by the `web-vitals` library, each as a
 * `web_vital` with `name`, `value`, `rating`, when it is final. Default: all of them. A browser that cannot measure one
 * has none.
 *
 * @example tracker.enableAutoTracking({ features: [webVitals()] });
 */
export function webVitals(): Feature {
  return (tracker) => {
    const receive = ({ name, value, delta, rating, id, navigationType }: Metric): void => {
      tracker.trackEvent('web_vital', {
        name,
        // A thousandth is finer than the precision of any of them.
        value: Math.round(value * 1000) / 1000,
        delta: Math.round(delta * 1000) / 1000,
        rating,
        metric_id: id,
        navigation_type: navigationType,
      });
    };
    receivers.add(receive);
    if (!isObserving) {
      isObserving = true;
      for (const observe of [onCLS, onFCP, onINP, onLCP, onTTFB]) {
        observe((metric) => {
          for (const one of receivers) one(metric);
        });
      }
    }
    return () => receivers.delete(receive);
  };
}
