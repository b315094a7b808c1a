import { type DashboardReply, DEFAULT_DASHBOARD_LIMIT, MAX_DASHBOARD_LIMIT, ROUTES } from '@onevault/contract';
import type { EventPage, PipelineCounts } from '../../engine/port.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { EVENT_QUERY_DOC, readEventQuery, readSeries, toCursor } from '../readEventQuery.ts';
import { readInteger } from '../readQuery.ts';

const LIMIT = { min: 1, max: MAX_DASHBOARD_LIMIT, fallback: DEFAULT_DASHBOARD_LIMIT };

export function dashboardEndpoint({ engine }: ServiceContext): Endpoint {
  return {
    method: 'GET',
    path: ROUTES.dashboard,
    access: 'secret',
    doc: {
      summary: 'Totals of all layers, and the newest events that match',
      description:
        'A call reads a bounded number of events, newest first. With a filter a page may hold fewer than the limit, or none, and still have a `next_cursor`.',
      query: [
        {
          name: 'limit',
          description: 'How many events, newest first',
          schema: { type: 'integer', minimum: LIMIT.min, maximum: LIMIT.max, default: LIMIT.fallback },
        },
        ...EVENT_QUERY_DOC,
      ],
      reply: ['DashboardReplySchema'],
    },
    async handle({ query }, { customerId }) {
      const limit = readInteger(query, 'limit', LIMIT);
      const wanted = readEventQuery(query);
      const hours = readSeries(query, Date.now());
      const eventType = wanted?.eventType;
      const [counts, page, series] = await Promise.all([
        engine.counts(customerId),
        wanted === null
          ? engine.recentEvents(customerId, limit).then(toPage)
          : engine.findEvents(customerId, { ...wanted, limit }),
        hours && engine.eventHours(customerId, { ...hours, ...(eventType !== undefined && { eventType }) }),
      ]);
      return ok({
        status: 'success',
        summary: {
          total_events: counts.total,
          processed_to_staging: counts.staged,
          processed_to_business: counts.loaded,
          completion_rate: counts.total === 0 ? 1 : Math.min(1, counts.loaded / counts.total),
          latest_event: counts.latestEventAt,
        },
        events: page.events,
        ...(wanted === null ? moreOf(page, counts) : { next_cursor: page.next && toCursor(page.next) }),
        ...(series && { series }),
        timestamp: timestamp(),
      } satisfies DashboardReply);
    },
  };
}

function toPage(events: EventPage['events']): EventPage {
  const last = events.at(-1);
  return { events, next: last === undefined ? null : { receivedAt: last.raw_load_date, eventId: last.event_id } };
}

/** Without filters the answer has a cursor only if there is a next page: inherited clients know no other answer. */
function moreOf({ events, next }: EventPage, { total }: PipelineCounts): { next_cursor?: string } {
  return next !== null && total > events.length ? { next_cursor: toCursor(next) } : {};
}
