import type { TrackingCheck } from '@onevault/contract';
import type { TrackingEvidence } from '../engine/port.ts';
import { FEWER_VIEWS } from './thresholds.ts';
import { count, percent, toCheck } from './toCheck.ts';

/**
 * Far fewer page views than in the same hours a week before, and two weeks before. Who declines sends nothing, not even
 * that, so the share that consent or signals take away shows only here.
 */
export function judgePageViews({ pageViews }: TrackingEvidence): TrackingCheck {
  const { from, to, views, weekBefore, twoWeeksBefore } = pageViews;
  const { minBefore, percent: maxPercent } = FEWER_VIEWS;
  const isFewer = (before: number) => views * 100 < before * maxPercent;
  // A site that is younger than two weeks has only one week to compare with.
  const isFound = weekBefore >= minBefore && isFewer(weekBefore) && (twoWeeksBefore === 0 || isFewer(twoWeeksBefore));
  return toCheck('fewer_page_views', {
    from,
    to,
    counts: { views, week_before: weekBefore, two_weeks_before: twoWeeksBefore },
    threshold: { min_views_week_before: minBefore, percent: maxPercent },
    findings: isFound
      ? [
          {
            subject: { kind: 'site', value: null },
            message: `${count(views, 'page view')} in the last 24 whole hours: ${percent(views, weekBefore)} of the ${weekBefore.toLocaleString('en')} in the same hours a week before.`,
            counts: { views, week_before: weekBefore, two_weeks_before: twoWeeksBefore },
            since: null,
            last_at: null,
            todo: 'Ask what changed: the consent banner and when it calls setConsent, respectSignals, sampleRate, the Content Security Policy, a blocker list that names your address; or simply fewer visitors. Who declines sends nothing, so the server cannot tell these apart: compare with the log of your web server.',
          },
        ]
      : [],
    unknown:
      weekBefore < minBefore && `Too few to judge: ${count(weekBefore, 'page view')} in the same hours a week before.`,
    fine: `${count(views, 'page view')} in the last 24 whole hours, ${weekBefore.toLocaleString('en')} in the same hours a week before.`,
  });
}
