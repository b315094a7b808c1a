/** What the features of auto-tracking are made of. */
import type { EventData, EventInput, Identity } from '../events.ts';

/** What a feature needs of the tracker. */
export interface AutoTracker {
  trackEvent(event: EventInput): unknown;
  trackEvent(eventType: string, eventData?: EventData): unknown;
  getIdentity?(): Identity | undefined;
  setIdentity?(identity: Identity): void;
  /**
   * Another page begins, and its `page_view` will come.
   *
   * @internal
   */
  _beginPage(pageUrl: string): void;
  /**
   * Calls `hook` when another page begins, while what is tracked still belongs to the last one.
   *
   * @internal
   */
  _onPageBegin(hook: (pageUrl: string) => void): () => void;
}

/** What `enableAutoTracking` takes. Every name is on unless it is `false`. */
export interface AutoTrackingOptions {
  /** A `page_view` at load and whenever the route changes. */
  pageViews?: boolean;
  /** Clicks on buttons and links, and elements with `data-ov-event`. */
  clicks?: boolean;
  /** Forms: submitted, started, abandoned. */
  forms?: boolean;
  /** Links to other hosts carry `outbound: true`. */
  outbound?: boolean;
  /** Links to files are `download`. */
  downloads?: boolean;
  /** `tel:` and `mailto:` links are `contact_interaction`. */
  contact?: boolean;
  /** Elements with `data-item` are `item_interaction`. */
  items?: boolean;
  /** A `scroll_depth` at 25, 50, 75 and 100 percent. */
  scroll?: boolean;
  /** A `content_engagement` with the seconds in focus and in sight. */
  engagement?: boolean;
  /** More of them, such as `webVitals()` of `@onevault/tracker/features`. */
  features?: Feature[];
  /**
   * Which route an address is; a page view is tracked when this changes. Default: the path, and the hash if it begins
   * with `#/` or `#!`.
   *
   * @example routeKey: (url) => url.pathname + url.search
   */
  routeKey?: (url: URL) => string;
  /** Names of form fields whose values may be sent. Default: none. */
  formFields?: string[];
}

/** One thing that is tracked by itself: begins when called, ends when its result is. */
export type Feature = (tracker: AutoTracker, options: AutoTrackingOptions) => () => void;

/** Begins all features that are not switched off. */
export type StartAutoTracking = (tracker: AutoTracker, options?: AutoTrackingOptions) => () => void;
