import { ANALYTICS_ROUTES, type SessionTimelineData, type VisitorTimelineData } from '@onevault/contract';
import { sanitizeText } from '../../../ingest/sanitizeText.ts';
import type { QuestionEndpoint } from '../questionEndpoint.ts';

const COLUMNS = ['at', 'event', 'page', 'hostname', 'items', 'properties', 'excluded'];

export const sessionQuestion: QuestionEndpoint = {
  path: ANALYTICS_ROUTES.session,
  summary: 'One session with its events',
  reply: 'SessionTimelineReplySchema',
  query: [],
  hasOwnRange: true,
  read: (_query, _request, params) => ({ kind: 'session', id: sanitizeText(params.session_id ?? '') }),
  columns: COLUMNS,
  toRows: (data) => (data as SessionTimelineData).events,
};

export const visitorQuestion: QuestionEndpoint = {
  path: ANALYTICS_ROUTES.visitor,
  summary: 'One visitor with its latest sessions and events',
  reply: 'VisitorTimelineReplySchema',
  query: [],
  hasOwnRange: true,
  read: (_query, _request, params) => ({ kind: 'visitor', id: sanitizeText(params.visitor_id ?? '') }),
  columns: COLUMNS,
  toRows: (data) => (data as VisitorTimelineData).events,
};
