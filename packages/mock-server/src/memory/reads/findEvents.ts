/** Events that match a query, newest first: docs/reading.md, Filters. */
import type { EventPage, EventQuery } from '@onevault/server/internal/engine/port';
import { toPageKey, toSessionKey, toVisitorKey } from '../business/businessKeys.ts';
import type { CustomerState } from '../createCustomerState.ts';
import { type EventRecord, STATUS_OF_STAGE } from '../eventRecord.ts';
import { readEventType } from '../staging/readContext.ts';
import { toEventRow } from './toEventRow.ts';

export function findEvents({ order }: CustomerState, query: EventQuery): EventPage {
  const { limit, before } = query;
  const matches = toMatcher(query);
  const found: EventRecord[] = [];
  for (let index = order.length - 1; index >= 0; index -= 1) {
    const record = order[index];
    // Arrival times are distinct, so the time alone gives the place.
    if (record === undefined || (before !== undefined && record.receivedAt >= before.receivedAt)) continue;
    if (!matches(record)) continue;
    found.push(record);
    if (found.length === limit) break;
  }
  const last = found.length === limit ? found.at(-1) : undefined;
  return {
    events: found.map(toEventRow),
    next: last === undefined ? null : { receivedAt: last.receivedAt, eventId: last.raw.eventId },
  };
}

function toMatcher({ eventType, status, from, to, page, sessionId, visitorId }: EventQuery) {
  const sessionKey = sessionId === undefined ? undefined : toSessionKey(sessionId);
  const visitorKey = visitorId === undefined ? undefined : toVisitorKey(visitorId);
  return ({ raw, receivedAt, stage, staged }: EventRecord): boolean =>
    (eventType === undefined || readEventType(raw.payload) === eventType) &&
    (status === undefined || STATUS_OF_STAGE[stage] === status) &&
    (from === undefined || receivedAt >= from) &&
    (to === undefined || receivedAt < to) &&
    (page === undefined || (staged !== null && toPageKey(staged) === page)) &&
    (sessionKey === undefined || (staged?.session_id != null && toSessionKey(staged.session_id) === sessionKey)) &&
    (visitorKey === undefined || (staged?.visitor_id != null && toVisitorKey(staged.visitor_id) === visitorKey));
}
