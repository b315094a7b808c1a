import type { TrackingCheck } from '@onevault/contract';
import type { TrackingEvidence } from '../engine/port.ts';
import { BAD_PERCENT, isBad, LIMITS } from './thresholds.ts';
import { count, percent, toCheck } from './toCheck.ts';

/**
 * Page views from a tracker that is older than the newest one that this server knows. Patches do not count. Page views
 * that name no version are of another client, or of a tracker before versions were sent: nobody knows.
 */
export function judgeTracker({ recent, now, windowFrom }: TrackingEvidence, released: string): TrackingCheck {
  const versions = recent.versions.flatMap((one) => {
    const parts = readVersion(one.version);
    return parts ? [{ ...one, parts }] : [];
  });
  const views = versions.reduce((sum, one) => sum + one.views, 0);
  const newest = [...versions.map(({ version }) => version), released].reduce((a, b) => (isOlder(a, b) ? b : a));
  const old = versions.filter(({ version }) => isOlder(version, newest));
  const oldViews = old.reduce((sum, one) => sum + one.views, 0);
  return toCheck('old_tracker', {
    from: windowFrom,
    to: now,
    counts: { page_views: recent.pageViews, with_version: views },
    threshold: { min_views: LIMITS.minBad, percent: BAD_PERCENT, newest_views: LIMITS.newestVersioned },
    findings: !isBad(oldViews, views)
      ? []
      : old.map(({ version, views: ofVersion, since, lastAt }) => ({
          subject: { kind: 'tracker_version', value: version },
          message: `${ofVersion} of the newest ${count(views, 'page view')} (${percent(ofVersion, views)}) come from version ${version} of the tracker; the newest known is ${newest}.`,
          counts: { views, of_version: ofVersion },
          since,
          last_at: lastAt,
          todo: `Update @onevault/tracker, or the copy of onevault.min.js on your site, to ${newest}. If you have done so, a cache may still have the old file.`,
        })),
    unknown:
      views < LIMITS.minBad && `Too few to judge: ${count(views, 'page view')} in the last 24 hours named a version.`,
    fine: `The tracker is up to date: ${newest}.`,
  });
}

/** Major and minor; undefined for a text that is no version. */
function readVersion(text: string): [number, number] | undefined {
  const [, major, minor] = /^(\d{1,6})\.(\d{1,6})\.\d{1,6}(?:[-+].*)?$/.exec(text) ?? [];
  return major === undefined || minor === undefined ? undefined : [Number(major), Number(minor)];
}

function isOlder(version: string, than: string): boolean {
  const [a, b] = [readVersion(version), readVersion(than)];
  return a !== undefined && b !== undefined && (a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]));
}
