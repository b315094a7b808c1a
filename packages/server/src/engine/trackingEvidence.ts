/** What the health checks of the tracking read from the database: counts, of bounded reads. */

/** How far the checks look, and from how much on they list something. */
export interface EvidenceLimits {
  /** How long before now a check looks back. */
  windowMs: number;
  /** How many of the newest events are read at most. */
  maxEvents: number;
  /** How many of the newest count: of each page, of each event type, and of page loads. */
  newest: number;
  /** How many of the newest page views that name a version of the tracker. */
  newestVersioned: number;
  /** Pages and event types with fewer bad events are not listed. */
  minBad: number;
  /** A page view this soon after one of the same address in the same page load is doubled. */
  doubledWithinMs: number;
  /** A clock that is further away is wrong. */
  clockOffMs: number;
  /** How long before the window the usual share of duplicates is counted. */
  usualMs: number;
  /** How old a release may be. */
  releaseWithinMs: number;
  /** A page with fewer views before the release is not listed. */
  minViewsBefore: number;
  /** If more events happened since the release, only the last hours with about as many are compared. */
  maxReleaseEvents: number;
}

/** Times are ISO 8601 UTC. */
export interface TrackingEvidence {
  now: string;
  windowFrom: string;
  recent: RecentEvents;
  clocks: Clocks;
  duplicates: Duplicates;
  /** Null without a deployment in `releaseWithinMs`. */
  release: ReleaseViews | null;
  pageViews: PageViews;
}

interface Seen {
  since: string | null;
  lastAt: string | null;
}

export interface RecentEvents {
  events: number;
  pageViews: number;
  /** The newest page views of any page. */
  site: CheckedPage;
  pages: CheckedPage[];
  types: CheckedType[];
  versions: (Seen & { version: string; views: number })[];
}

export interface CheckedPage {
  /** Host and path; null for the whole site. */
  page: string | null;
  views: number;
  untitled: Seen & { views: number };
  doubled: Seen & { views: number };
}

export interface CheckedType extends Seen {
  eventType: string;
  events: number;
  withoutSession: number;
  withoutVisitor: number;
  /** Without one of the two. */
  bad: number;
}

export interface Clocks extends Seen {
  pageLoads: number;
  /** Those that said when they sent their events. */
  measured: number;
  ahead: number;
  behind: number;
  /** Arrival minus sending; null if none is measured. */
  medianMs: number | null;
}

export interface Duplicates extends Seen {
  /** With duplicates. */
  arrived: number;
  duplicates: number;
  arrivedBefore: number;
  duplicatesBefore: number;
}

export interface ReleaseViews {
  releasedAt: string;
  version: string | null;
  text: string;
  /** Later than the release if there is too much to compare. */
  from: string;
  /** False while an upgrade still prepares earlier events for analytics. */
  isComplete: boolean;
  views: number;
  viewsBefore: number;
  /** Without a view since. */
  pages: { page: string; viewsBefore: number; lastAt: string | null }[];
}

export interface PageViews {
  from: string;
  to: string;
  views: number;
  weekBefore: number;
  twoWeeksBefore: number;
}
