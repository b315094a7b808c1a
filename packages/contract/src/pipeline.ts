/**
 * The rules of the pipeline that are data. The memory engine reads them here; `pnpm run generate` makes SQL and the
 * tables of docs/pipeline.md of the same files. The order of the entries counts, in each of them.
 */
import categories from '../pipeline/categories.json' with { type: 'json' };
import checks from '../pipeline/checks.json' with { type: 'json' };
import parameters from '../pipeline/parameters.json' with { type: 'json' };
import referrers from '../pipeline/referrers.json' with { type: 'json' };

export type CheckName = keyof typeof checks;

export interface CheckRule {
  /** JSON pointer to what is checked; empty for what is not in the event. */
  pointer: string;
  /** When the check fails, for the docs. */
  fails: string;
  /** Word for word as clients get it. */
  message: string;
  /** Taken off the quality score. */
  weight: number;
  /** What the event becomes at best when the check fails. */
  status: 'VALID' | 'SUSPICIOUS' | 'INVALID';
}

/** In the order in which failed checks are listed. */
export const CHECKS: Readonly<Record<CheckName, CheckRule>> = checks as Record<CheckName, CheckRule>;

export interface CategoryRule {
  category: string;
  /** The action; where there is an `actionFrom`, only for events without text there. */
  action: string;
  /** Key of `event_data` whose text is the action. */
  actionFrom?: string;
  /** What holds instead when `event_data.outbound` is `true`. */
  ifOutbound?: { category: string; action: string };
}

/** By name of the event. */
export const CATEGORIES: Readonly<Record<string, CategoryRule>> = categories;

/**
 * The hosts of each kind of referrer; the kinds are tried in this order. A host stands for its subdomains too, and
 * a last label `*` for one or two labels of at most three letters: `google.*` is google.com and google.co.uk.
 */
export const REFERRERS: Readonly<Record<string, readonly string[]>> = referrers;

/** Query parameters that say which campaign a visit came from; `event_data` may say it as well. */
export const CAMPAIGN_PARAMETERS: readonly string[] = parameters.campaign;

/** Query parameters in which advertisers number clicks. */
export const CLICK_IDS: readonly string[] = parameters.clickIds;
