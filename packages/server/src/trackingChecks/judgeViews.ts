import type { TrackingCheck } from '@onevault/contract';
import type { CheckedPage, TrackingEvidence } from '../engine/port.ts';
import { BAD_PERCENT, isBad, LIMITS } from './thresholds.ts';
import { count, percent, toCheck } from './toCheck.ts';

interface ViewRule {
  check: 'doubled_views' | 'missing_titles';
  of: 'doubled' | 'untitled';
  /** The name of the number. */
  name: string;
  /** `12 of 40 page views …` */
  what: string;
  fine: string;
  todo: string;
}

const DOUBLED: ViewRule = {
  check: 'doubled_views',
  of: 'doubled',
  name: 'doubled',
  what: 'repeat the one before: same address, same page load, within a second',
  fine: 'No page sends its views twice.',
  todo: 'Let only one part of the site track page views: remove trackPageView from the router if auto-tracking is on, or turn that off with enableAutoTracking({ pageViews: false }). Look for a second snippet in a tag manager.',
};
const UNTITLED: ViewRule = {
  check: 'missing_titles',
  of: 'untitled',
  name: 'without_title',
  what: 'have no title',
  fine: 'Page views have titles.',
  todo: 'Set document.title on this page, at the latest half a second after the route changes: the tracker waits so long. A client of your own sends it as event_data.title.',
};

export const judgeDoubledViews = (evidence: TrackingEvidence): TrackingCheck => judge(DOUBLED, evidence);
export const judgeTitles = (evidence: TrackingEvidence): TrackingCheck => judge(UNTITLED, evidence);

/** By page; if no page has enough views by itself, such as those of a shop's many items, all of them together. */
function judge({ check, of, name, what, fine, todo }: ViewRule, { recent, now, windowFrom }: TrackingEvidence) {
  const isFound = (one: CheckedPage) => isBad(one[of].views, one.views);
  const pages = recent.pages.filter(isFound).sort((a, b) => b[of].views - a[of].views);
  const found = pages.length > 0 ? pages : [recent.site].filter(isFound);
  return toCheck(check, {
    from: windowFrom,
    to: now,
    counts: { page_views: recent.pageViews },
    threshold: { min_views: LIMITS.minBad, percent: BAD_PERCENT, newest_views: LIMITS.newest },
    findings: found.map(({ page, views, [of]: bad }) => ({
      subject: page === null ? { kind: 'site', value: null } : { kind: 'page', value: page },
      message: `${page ?? 'On many pages together'}: ${bad.views} of the newest ${count(views, 'page view')} (${percent(bad.views, views)}) ${what}.`,
      counts: { views, [name]: bad.views },
      since: bad.since,
      last_at: bad.lastAt,
      todo,
    })),
    unknown: recent.pageViews < LIMITS.minBad && tooFew(recent.pageViews),
    fine,
  });
}

function tooFew(views: number): string {
  return `Too few to judge: ${count(views, 'page view')} in the last 24 hours.`;
}
