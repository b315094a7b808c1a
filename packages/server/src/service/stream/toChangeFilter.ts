import type { ProcessingStatus, Stage } from '@onevault/contract';
import type { EventQuery, StageChange } from '../../engine/port.ts';
import { toSessionKey, toVisitorKey } from './businessKeys.ts';

const STATUS_OF_STAGE = {
  raw: 'pending',
  staging: 'pending',
  business: 'complete',
  rejected: 'rejected',
  set_aside: 'set_aside',
} as const satisfies Record<Stage, ProcessingStatus>;

/** The filters of the dashboard over single changes, as `read.find_events` has them. */
export function toChangeFilter(query: Omit<EventQuery, 'limit' | 'before'>): (change: StageChange) => boolean {
  const { eventType, status, from, to, page, sessionId, visitorId } = query;
  const session = sessionId === undefined ? undefined : toSessionKey(sessionId);
  const visitor = visitorId === undefined ? undefined : toVisitorKey(visitorId);
  return ({ event, page: pageKey }) =>
    (eventType === undefined || event.raw_event_type === eventType) &&
    (status === undefined || STATUS_OF_STAGE[event.stage] === status) &&
    (from === undefined || event.raw_load_date >= from) &&
    (to === undefined || event.raw_load_date < to) &&
    (page === undefined || pageKey === page) &&
    (session === undefined || (event.session_id !== null && toSessionKey(event.session_id) === session)) &&
    (visitor === undefined || (event.visitor_id !== null && toVisitorKey(event.visitor_id) === visitor));
}
