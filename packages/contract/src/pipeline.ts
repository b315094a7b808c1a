/**
 * The pipeline's rules that are data. The memory engine reads them here; `pnpm run generate` makes SQL and the tables
 * of docs/pipeline.md from the same files. In each file the order of the entries matters.
 */
import categories from '../pipeline/categories.json' with { type: 'json' };
import channels from '../pipeline/channels.json' with { type: 'json' };
import checks from '../pipeline/checks.json' with { type: 'json' };
import parameters from '../pipeline/parameters.json' with { type: 'json' };
import referrers from '../pipeline/referrers.json' with { type: 'json' };

export type CheckName = keyof typeof checks;

export interface CheckRule {
  /** JSON pointer to the checked value; empty if it is not part of the event. */
  pointer: string;
  /** When the check fails, for the docs. */
  fails: string;
  /** The exact message that clients get. */
  message: string;
  /** Subtracted from the quality score. */
  weight: number;
  /** The best status that an event can have if the check fails. */
  status: 'VALID' | 'SUSPICIOUS' | 'INVALID';
}

/** Failed checks are listed in this order. */
export const CHECKS: Readonly<Record<CheckName, CheckRule>> = checks as Record<CheckName, CheckRule>;

export interface CategoryRule {
  category: string;
  /** The action; with `actionFrom`, only for events without text in that key. */
  action: string;
  /** The key of `event_data` whose text is the action. */
  actionFrom?: string;
  /** Replaces both if `event_data.outbound` is `true`. */
  ifOutbound?: { category: string; action: string };
}

/** By event type. */
export const CATEGORIES: Readonly<Record<string, CategoryRule>> = categories;

/**
 * The hosts of each kind of referrer; kinds are tried in this order. A host includes its subdomains. A last label `*`
 * stands for one or two labels of at most three letters: `google.*` is google.com and google.co.uk.
 */
export const REFERRERS: Readonly<Record<string, readonly string[]>> = referrers;

/** Query parameters with the campaign of a visit; `event_data` may have them too. */
export const CAMPAIGN_PARAMETERS: readonly string[] = parameters.campaign;

/** Query parameters with the click id of an advertiser. */
export const CLICK_IDS: readonly string[] = parameters.clickIds;

export interface ChannelRule {
  channel: string;
  /** Holds if `utm_medium`, in lower case, is one of these. */
  medium?: readonly string[];
  /** Holds if the source is of one of these kinds: a list of referrers, `direct`, `internal` or `referral`. */
  kind?: readonly string[];
  /** Holds if the first url has one of these click ids. */
  clickId?: readonly string[];
}

/** The first rule whose conditions all hold gives the channel of a session. */
export const CHANNELS: readonly ChannelRule[] = channels;
