import { type AuditReply, DEFAULT_DASHBOARD_LIMIT, MAX_DASHBOARD_LIMIT, ROUTES } from '@onevault/contract';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { readText } from '../readEventQuery.ts';
import { readPlace, toPlace } from '../readPlace.ts';
import { readInteger } from '../readQuery.ts';
import { requireOperations } from '../requireOperations.ts';

const LIMIT = { min: 1, max: MAX_DASHBOARD_LIMIT, fallback: DEFAULT_DASHBOARD_LIMIT };

/** Who did what to the customer. Read-only. */
export function auditEndpoint({ engine }: ServiceContext): Endpoint {
  return {
    method: 'GET',
    path: ROUTES.audit,
    access: 'secret',
    doc: {
      summary: 'What was done to the customer, by whom and when',
      description:
        'Keys made, changed, rotated and revoked, retention changed, visitors erased, events replayed and processed by hand; newest first. A visitor is recorded as a hash; `visitor` finds the entries about that person.',
      query: [
        {
          name: 'limit',
          description: 'How many entries, newest first',
          schema: { type: 'integer', minimum: LIMIT.min, maximum: LIMIT.max, default: LIMIT.fallback },
        },
        {
          name: 'visitor',
          description: 'Only entries about this visitor_id',
          schema: { type: 'string', minLength: 1, maxLength: 128 },
        },
        { name: 'cursor', description: '`next_cursor` of the previous page', schema: { type: 'string' } },
      ],
      reply: ['AuditReplySchema'],
      errors: [501],
    },
    async handle({ query }, { customerId }) {
      const limit = readInteger(query, 'limit', LIMIT);
      const visitorId = readText(query, 'visitor');
      const before = readPlace(query);
      const found = await requireOperations(engine, 'The audit trail').auditTrail(customerId, {
        // One more tells whether there is a next page.
        limit: limit + 1,
        ...(before && { before }),
        ...(visitorId !== undefined && { visitorId }),
      });
      const entries = found.slice(0, limit);
      const last = entries.at(-1);
      return ok({
        status: 'success',
        entries,
        next_cursor: found.length > limit && last ? toPlace(last.at, last.id) : null,
        timestamp: timestamp(),
      } satisfies AuditReply);
    },
  };
}
