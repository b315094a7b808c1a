import { type EraseReply, ROUTES } from '@onevault/contract';
import { TooManyConnectedIds } from '../../engine/port.ts';
import { Refusal } from '../../ingest/refusal.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { requireOperations } from '../requireOperations.ts';

/** Erases a person, or only says how many rows are about that person: docs/reading.md. */
export function eraseEndpoint({ engine }: Pick<ServiceContext, 'engine'>): Endpoint {
  return {
    method: 'POST',
    path: ROUTES.erase,
    access: 'secret',
    body: 'event',
    doc: {
      summary: 'Erases a person from every layer, for good',
      description:
        'The body names the person by any id, of a visitor or of a user. With `dry_run: true` nothing is deleted: the answer counts the rows under this id and no other. The erasure also follows the ids that `alias` events connect, unless `follow_aliases` is false, and the answer names them.',
      request: ['EraseBodySchema'],
      reply: ['EraseReplySchema'],
      errors: [501],
    },
    async handle({ body }, { customerId }, by) {
      const { visitorId, isDryRun, followAliases } = readBody(body);
      const operations = requireOperations(engine, 'Erasing a person');
      if (isDryRun) {
        const rows = await operations.visitorTraces(customerId, visitorId);
        return ok({ status: 'success', erased: false, rows, timestamp: timestamp() } satisfies EraseReply);
      }
      const {
        events,
        rows,
        connected = [],
      } = await operations.eraseVisitor(customerId, visitorId, by, { followAliases }).catch((error: unknown) => {
        if (!(error instanceof TooManyConnectedIds)) throw error;
        const msg = 'Alias events connect the id with more than 1,000 others: erase with follow_aliases false';
        throw refuse('visitor_id', msg, 'too_many');
      });
      const left = await operations.visitorTraces(customerId, visitorId, connected);
      const reply = { status: 'success', erased: true, events, rows, connected, left, timestamp: timestamp() } as const;
      return ok(reply satisfies EraseReply);
    },
  };
}

function readBody(body: unknown): { visitorId: string; isDryRun: boolean; followAliases: boolean } {
  const { visitor_id: visitorId, dry_run = false, follow_aliases = true } = Object(body) as Record<string, unknown>;
  // No limit of length: an id that was too long for its column is still in the payload.
  if (typeof visitorId !== 'string' || visitorId === '' || /\p{Cc}|\p{Surrogate}/u.test(visitorId)) {
    throw refuse('visitor_id', 'Input should be an id without control characters', 'string_type');
  }
  if (typeof dry_run !== 'boolean') throw refuse('dry_run', 'Input should be a valid boolean', 'bool_type');
  if (typeof follow_aliases !== 'boolean')
    throw refuse('follow_aliases', 'Input should be a valid boolean', 'bool_type');
  return { visitorId, isDryRun: dry_run, followAliases: follow_aliases };
}

function refuse(name: string, msg: string, type: string): Refusal {
  const loc = ['body', name];
  return new Refusal({
    status: 422,
    code: 'INVALID_BODY',
    message: `${loc.join('.')}: ${msg}`,
    detail: [{ loc, msg, type }],
  });
}
