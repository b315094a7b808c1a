import type { TrackingCheck } from '@onevault/contract';
import type { TrackingEvidence } from '../engine/port.ts';
import { BAD_PERCENT, isBad, LIMITS } from './thresholds.ts';
import { count, percent, toCheck } from './toCheck.ts';

/** Events without a session or visitor, which are in no number of visits. */
export function judgeIds({ recent, now, windowFrom }: TrackingEvidence): TrackingCheck {
  const found = recent.types.filter(({ bad, events }) => isBad(bad, events)).sort((a, b) => b.bad - a.bad);
  return toCheck('missing_ids', {
    from: windowFrom,
    to: now,
    counts: { events: recent.events },
    threshold: { min_events: LIMITS.minBad, percent: BAD_PERCENT, newest_events: LIMITS.newest },
    findings: found.map(({ eventType, events, withoutSession, withoutVisitor, bad, since, lastAt }) => ({
      subject: { kind: 'event', value: eventType },
      message: `${eventType}: of the newest ${count(events, 'event')} ${withoutSession} have no session_id and ${withoutVisitor} no visitor_id (${percent(bad, events)} lack one of them).`,
      counts: { events, without_session: withoutSession, without_visitor: withoutVisitor },
      since,
      last_at: lastAt,
      todo: 'The tracker sets both ids, so these come from another client. Pass on the ids of the page, which getIdentity() of the tracker returns, as event_data.session_id and event_data.visitor_id.',
    })),
    unknown:
      recent.events < LIMITS.minBad && `Too few to judge: ${count(recent.events, 'event')} in the last 24 hours.`,
    fine: 'Events name their session and visitor.',
  });
}
