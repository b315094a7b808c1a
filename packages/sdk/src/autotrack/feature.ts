/** The types of auto-tracking features. */
import type { EventInput, EventProperties, Identity } from '../events.ts';

/** The part of the tracker that features use. */
export interface AutoTracker {
  trackEvent(event: EventInput): unknown;
  trackEvent(eventType: string, eventData?: EventProperties): unknown;
  getIdentity?(): Identity | undefined;
  setIdentity?(identity: Identity & { linked_at?: number }): void;
  /**
   * Begins another page, before its `page_view` is sent.
   *
   * @internal
   */
  _beginPage(pageUrl: string): void;
  /**
   * Calls `hook` when another page begins, while events still belong to the last one.
   *
   * @internal
   */
  _onPageBegin(hook: (pageUrl: string) => void): () => void;
  /**
   * The route whose `page_view` was last: it has one, however often auto-tracking is switched off and on.
   *
   * @internal
   */
  _viewed?: Viewed | undefined;
}

export interface Viewed {
  _key: string;
  /** Its last address. */
  _url: URL;
}

/** Options of `enableAutoTracking`. Every feature is on unless it is `false`. */
export interface AutoTrackingOptions {
  /** A `page_view` at load and whenever the route changes. */
  pageViews?: boolean;
  /** Clicks on buttons and links, and elements with `data-ov-event`. */
  clicks?: boolean;
  /** Forms: submitted, started, abandoned. */
  forms?: boolean;
  /** Links to other hosts have `outbound: true`. */
  outbound?: boolean;
  /** Links to files are `download`. */
  downloads?: boolean;
  /** `tel:` and `mailto:` links are `contact_interaction`. */
  contact?: boolean;
  /** Elements with `data-item` are `item_interaction`. */
  items?: boolean;
  /** A `scroll_depth` at 25, 50, 75 and 100 percent. */
  scroll?: boolean;
  /** A `content_engagement` with the seconds in focus and visible. */
  engagement?: boolean;
  /** More features, such as `webVitals()` of `@onevault/tracker/features`. */
  features?: Feature[];
  /**
   * The route of an address; a page view is tracked when it changes. Default: the path, and the hash if it begins with
   * `#/` or `#!`.
   *
   * @example routeKey: (url) => url.pathname + url.search
   */
  routeKey?: (url: URL) => string;
  /**
   * The pattern of an address, such as `/blog/[slug]`, sent as `route` of its page view; empty if there is none. While it
   * is undefined, the view waits for it, at most 5 s. The integrations of frameworks set it.
   *
   * @example route: (url) => (url.pathname.startsWith('/blog/') ? '/blog/:slug' : url.pathname)
   */
  route?: (url: URL) => string | undefined;
  /** Names of form fields whose values may be sent. Default: none. */
  formFields?: string[];
}

/** A feature of auto-tracking: starts when called; the returned function stops it. */
export type Feature = (tracker: AutoTracker, options: AutoTrackingOptions) => () => void;

/** Starts all features that are not switched off. */
export type StartAutoTracking = (tracker: AutoTracker, options?: AutoTrackingOptions) => () => void;
