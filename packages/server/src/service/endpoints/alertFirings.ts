import {
  ALERT_ROUTES,
  type AlertDeliveriesReply,
  type AlertFiringReply,
  type AlertFiringsReply,
  DEFAULT_DASHBOARD_LIMIT,
  MAX_DASHBOARD_LIMIT,
} from '@onevault/contract';
import { Refusal } from '../../ingest/refusal.ts';
import { ALERT_TAG } from '../alerts/alertTag.ts';
import { requireAlerts } from '../alerts/requireAlerts.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { isUuid, readPlace, toPlace } from '../readPlace.ts';
import { readInteger, refuseQuery } from '../readQuery.ts';

const LIMIT = { min: 1, max: MAX_DASHBOARD_LIMIT, fallback: DEFAULT_DASHBOARD_LIMIT };
const PAGE = [
  {
    name: 'limit',
    description: 'How many, newest first',
    schema: { type: 'integer', minimum: LIMIT.min, maximum: LIMIT.max, default: LIMIT.fallback },
  },
  { name: 'cursor', description: '`next_cursor` of the previous page', schema: { type: 'string' } },
];

/** What fired, and what was sent about it. */
export function alertFiringEndpoints({ engine }: ServiceContext): Endpoint[] {
  return [
    {
      method: 'GET',
      path: ALERT_ROUTES.firings,
      access: 'secret',
      doc: {
        tag: ALERT_TAG,
        summary: 'What fires or has fired, newest first',
        description: 'Resolved firings are kept for 400 days.',
        query: [
          ...PAGE,
          { name: 'open', description: 'true: only what has not resolved', schema: { type: 'boolean' } },
        ],
        reply: ['AlertFiringsReplySchema'],
        errors: [501],
      },
      async handle({ query }, { customerId }) {
        const { limit, page } = readPage(query);
        const found = await requireAlerts(engine).findFirings(customerId, { ...page, isOpen: readOpen(query) });
        const firings = found.slice(0, limit);
        const last = firings.at(-1);
        return ok({
          status: 'success',
          firings,
          next_cursor: found.length > limit && last ? toPlace(last.started_at, last.firing_id) : null,
          timestamp: timestamp(),
        } satisfies AlertFiringsReply);
      },
    },
    {
      method: 'POST',
      path: ALERT_ROUTES.acknowledge,
      access: 'secret',
      doc: {
        tag: ALERT_TAG,
        summary: 'Says that somebody looks after a firing',
        description: 'It still resolves by itself. The first one stays; a resolved firing does not change.',
        reply: ['AlertFiringReplySchema'],
        errors: [404, 501],
      },
      async handle({ params: { firing_id = '' } }, { customerId }, by) {
        const alerts = requireAlerts(engine);
        const firing = isUuid(firing_id) ? await alerts.acknowledge(customerId, firing_id, by) : null;
        if (!firing) {
          throw new Refusal({
            status: 404,
            code: 'UNKNOWN_FIRING',
            message: 'The customer has no firing with this id',
          });
        }
        return ok({ status: 'success', firing, timestamp: timestamp() } satisfies AlertFiringReply);
      },
    },
    {
      method: 'GET',
      path: ALERT_ROUTES.deliveries,
      access: 'secret',
      doc: {
        tag: ALERT_TAG,
        summary: 'What was sent, with the log of attempts, newest first',
        description: 'Kept for 30 days. Of the answer to a failed attempt the first 200 characters are kept.',
        query: PAGE,
        reply: ['AlertDeliveriesReplySchema'],
        errors: [501],
      },
      async handle({ query }, { customerId }) {
        const { limit, page } = readPage(query);
        const found = await requireAlerts(engine).findDeliveries(customerId, page);
        const deliveries = found.slice(0, limit);
        const last = deliveries.at(-1);
        return ok({
          status: 'success',
          deliveries,
          next_cursor: found.length > limit && last ? toPlace(last.created_at, last.delivery_id) : null,
          timestamp: timestamp(),
        } satisfies AlertDeliveriesReply);
      },
    },
  ];
}

/** One more entry than the limit tells whether there is a next page. */
function readPage(query: URLSearchParams) {
  const limit = readInteger(query, 'limit', LIMIT);
  const before = readPlace(query);
  return { limit, page: { limit: limit + 1, ...(before && { before }) } };
}

function readOpen(query: URLSearchParams): boolean {
  const text = query.get('open') ?? 'false';
  if (text !== 'true' && text !== 'false') throw refuseQuery('open', 'Input should be true or false', 'bool_parsing');
  return text === 'true';
}
