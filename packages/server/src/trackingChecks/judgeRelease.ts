import type { TrackingCheck } from '@onevault/contract';
import type { TrackingEvidence } from '../engine/port.ts';
import { LIMITS } from './thresholds.ts';
import { count, toCheck } from './toCheck.ts';

/** Pages that had views before the last release, and none since. */
export function judgeRelease({ release, now }: TrackingEvidence): TrackingCheck {
  const minViews = LIMITS.minViewsBefore;
  const name = release?.version ?? release?.text;
  return toCheck('route_without_views', {
    from: release?.from ?? null,
    to: now,
    counts: release ? { views: release.views, views_week_before: release.viewsBefore } : {},
    threshold: { min_views_week_before: minViews },
    findings: (release?.pages ?? []).map(({ page, viewsBefore, lastAt }) => ({
      subject: { kind: 'page', value: page },
      message: `${page} has no view since the release ${name}; in the same time a week before it had ${viewsBefore}.`,
      counts: { views: 0, views_week_before: viewsBefore },
      since: release?.releasedAt ?? null,
      last_at: lastAt,
      todo: 'Open the page, and look in “Live” whether its view arrives. If not, the release has lost the tracker there, or an error stops it: see the console. If the page was removed or renamed, this ends a week after the release.',
    })),
    unknown: whyUnknown(release, minViews),
    fine: `Every page with at least ${minViews} views in the same time a week before has views since the release ${name}.`,
  });
}

function whyUnknown(release: TrackingEvidence['release'], minViews: number): string | false {
  if (release === null) {
    return 'No release of the last 7 days is known: let your deployment make an annotation of the kind deployment.';
  }
  if (!release.isComplete) return 'After an upgrade the server still prepares earlier events for analytics.';
  return (
    release.viewsBefore < minViews &&
    `Too few to judge: ${count(release.viewsBefore, 'page view')} in the same time a week before.`
  );
}
