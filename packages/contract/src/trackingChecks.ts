/** Health checks of the tracking itself: docs/health-checks.md explains each. */

/** The checks, in the order of the answer. */
export const TRACKING_CHECKS = [
  'unused_key',
  'refused_origin',
  'refused_environment',
  'doubled_views',
  'missing_titles',
  'missing_ids',
  'clock_skew',
  'old_tracker',
  'many_duplicates',
  'route_without_views',
  'fewer_page_views',
] as const;

export type TrackingCheckName = (typeof TRACKING_CHECKS)[number];

/** `unknown`: there is too little to judge, or nobody can tell; the message says why. */
export type TrackingCheckState = 'ok' | 'finding' | 'unknown';

/** What a finding is about. `value` is null for the site as a whole. */
export interface TrackingCheckSubject {
  kind: 'key' | 'origin' | 'page' | 'event' | 'tracker_version' | 'site';
  value: string | null;
}

export interface TrackingFinding {
  subject: TrackingCheckSubject;
  /** What is wrong, with its numbers. */
  message: string;
  /** The evidence: `{views: 40, without_title: 12}`. */
  counts: Record<string, number>;
  /** The first and the last time that it was seen in what the check looks at; null: never, or not known. */
  since: string | null;
  last_at: string | null;
  /** What to do. */
  todo: string;
}

export interface TrackingCheck {
  check: TrackingCheckName;
  state: TrackingCheckState;
  /** The result in one sentence. */
  message: string;
  looked_at: {
    /** The range of time; null for a check of what is there now. */
    from: string | null;
    to: string | null;
    /** How much there was to look at: `{page_views: 812}`. */
    counts: Record<string, number>;
  };
  /** What makes a finding: `{min_views: 5, percent: 10}`. */
  threshold: Record<string, number>;
  /** At most 10, the worst first. Empty unless the state is `finding`. */
  findings: TrackingFinding[];
  /** How many more there are. */
  more: number;
}

/** GET `/api/v1/analytics/checks`. */
export interface TrackingChecksReply {
  status: 'success';
  /** Every check, in the order of `TRACKING_CHECKS`. */
  checks: TrackingCheck[];
  timestamp: string;
}
