import { attribute } from '../autotrack/attribute.ts';
import type { Feature } from '../autotrack/feature.ts';
import { guard } from '../browser/guard.ts';
import { startTimer } from '../browser/startTimer.ts';
import { describeElement } from './describeElement.ts';
import { isSeen, toSteps } from './isSeen.ts';

/** Options of `impressions`. */
export interface ImpressionsOptions {
  /** The selector of the elements. Default `[data-ov-impression]`. */
  selector?: string;
  /** The visible share of an element that counts, 0 to 1. Default 0.5, the IAB's rule for advertisements. */
  threshold?: number;
  /** How long it must be visible. Default 1,000, by the same rule. */
  afterMs?: number;
}

/**
 * Tracks an `element_impression` once for each element that was visible, or filled the window; `impression` is the value of its
 * `data-ov-impression`. Elements that are added later count too. Does nothing without IntersectionObserver.
 *
 * @example tracker.enableAutoTracking({ features: [impressions({ selector: '.teaser' })] });
 */
export function impressions(options: ImpressionsOptions = {}): Feature {
  const { selector = '[data-ov-impression]', threshold = 0.5, afterMs = 1_000 } = options;
  return (tracker) => {
    const known = new WeakSet<Element>();
    const waiting = new Map<Element, () => void>();
    const track = guard((element: Element) => {
      const path: Element[] = [];
      for (let node: Element | null = element; node; node = node.parentElement) path.push(node);
      const data = describeElement(path);
      if (!data) return;
      tracker.trackEvent('element_impression', {
        ...data,
        impression: attribute(element, 'data-ov-impression') || undefined,
      });
    });
    const sights = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          const { target } = entry;
          const isNowSeen = isSeen(entry, threshold);
          if (isNowSeen === waiting.has(target)) continue;
          waiting.get(target)?.();
          waiting.delete(target);
          if (!isNowSeen) continue;
          const see = (): void => {
            waiting.delete(target);
            sights.unobserve(target);
            track(target);
          };
          waiting.set(target, startTimer(see, afterMs));
        }
      },
      { threshold: toSteps(threshold) },
    );
    const find = (root: ParentNode): void => {
      for (const element of root.querySelectorAll(selector)) {
        if (known.has(element)) continue;
        known.add(element);
        sights.observe(element);
      }
    };
    const additions = new MutationObserver((records) => {
      for (const { addedNodes } of records) {
        for (const node of addedNodes) if (node instanceof Element && node.parentNode) find(node.parentNode);
      }
    });
    additions.observe(document, { childList: true, subtree: true });
    find(document);
    return () => {
      additions.disconnect();
      sights.disconnect();
      for (const stop of waiting.values()) stop();
    };
  };
}
