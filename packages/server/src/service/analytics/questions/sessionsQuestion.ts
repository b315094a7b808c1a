import { ANALYTICS_ROUTES, type SessionsData } from '@onevault/contract';
import type { AnalyticsQuestion } from '../../../engine/port.ts';
import { isCalendarTime } from '../../readEventQuery.ts';
import { readInteger } from '../../readQuery.ts';
import { readCursor, toCursor } from '../cursor.ts';
import type { QuestionEndpoint } from '../questionEndpoint.ts';

const LIMIT = { min: 1, max: 500, fallback: 50 };
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

export const sessionsQuestion: QuestionEndpoint = {
  path: ANALYTICS_ROUTES.sessions,
  summary: 'The sessions, newest first',
  description: 'Each row is about the session as a whole.',
  reply: 'SessionsReplySchema',
  query: [
    {
      name: 'limit',
      description: 'How many rows',
      schema: { type: 'integer', minimum: LIMIT.min, maximum: LIMIT.max, default: LIMIT.fallback },
    },
    { name: 'cursor', description: '`next_cursor` of the previous page', schema: { type: 'string' } },
  ],
  read(query) {
    const place = readCursor(query, isSessionPlace);
    return {
      kind: 'sessions',
      limit: readInteger(query, 'limit', LIMIT),
      ...(place && { after: { startedAt: place[0], sessionId: place[1] } }),
    };
  },
  toPage(data, question) {
    const { limit } = question as Extract<AnalyticsQuestion, { kind: 'sessions' }>;
    const rows = data as SessionsData;
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      data: page,
      next: rows.length > page.length && last ? toCursor([last.started_at, last.session_id]) : null,
    };
  },
  columns: [
    'session_id',
    'visitor_id',
    'started_at',
    'ended_at',
    'duration_s',
    'events',
    'page_views',
    'is_bounce',
    'entry_page',
    'exit_page',
    'source',
    'channel',
    'referrer',
    'utm_campaign',
    'device',
    'browser',
    'os',
    'language',
    'country',
  ],
};

type SessionCursor = [startedAt: string, sessionId: string];

function isSessionPlace(place: unknown[]): place is SessionCursor {
  const [startedAt, sessionId] = place;
  return (
    place.length === 2 &&
    typeof startedAt === 'string' &&
    TIME.test(startedAt) &&
    isCalendarTime(startedAt) &&
    typeof sessionId === 'string' &&
    !sessionId.includes('\0')
  );
}
