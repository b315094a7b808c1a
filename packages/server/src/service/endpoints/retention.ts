import { MAX_RETENTION_DAYS, RETENTION_ROUTE, type SetRetentionReply } from '@onevault/contract';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { readObject, refuseBody } from '../refuseBody.ts';
import { requireOperations } from '../requireOperations.ts';

/** Reading further would take the longer the more there is, and tells nobody more. */
const COUNTED_UP_TO = 1_000_000;

/** Sets for how many days a customer's events are kept, or only counts what that would delete: docs/reading.md. */
export function retentionEndpoint({ engine, keys }: Pick<ServiceContext, 'engine' | 'keys'>): Endpoint {
  return {
    method: 'POST',
    path: RETENTION_ROUTE,
    access: 'secret',
    body: 'event',
    doc: {
      summary: 'Sets for how many days events are kept',
      description: `Workers delete within minutes, and for good, what is older: \`deletes\` counts it, each number up to ${COUNTED_UP_TO.toLocaleString('en')}. With \`dry_run: true\` nothing changes. More days bring nothing back. \`GET /api/v1/customer/config\` has the present number.`,
      request: ['SetRetentionBodySchema'],
      reply: ['SetRetentionReplySchema'],
      errors: [501],
    },
    async handle({ body }, { customerId, dataRetentionDays }, by) {
      const operations = requireOperations(engine, 'Setting the retention');
      const { days, isDryRun } = readBody(body);
      const counts = await operations.countPastRetention(customerId, days, COUNTED_UP_TO);
      // What was admitted may be a second old.
      const before = (await engine.findCustomer(customerId))?.dataRetentionDays ?? dataRetentionDays;
      if (!isDryRun && before !== days) {
        await operations.setRetention(customerId, days, by);
        keys.forget(customerId);
      }
      return ok({
        status: 'success',
        days: isDryRun ? before : days,
        changed: !isDryRun && before !== days,
        deletes: {
          events: counts.events,
          analytics_events: counts.analyticsEvents,
          analytics_sessions: counts.analyticsSessions,
          imported_counts: counts.importedCounts,
        },
        counted_up_to: COUNTED_UP_TO,
        timestamp: timestamp(),
      } satisfies SetRetentionReply);
    },
  };
}

function readBody(body: unknown): { days: number; isDryRun: boolean } {
  const { days, dry_run = false, ...stray } = readObject(body, []);
  const [unknown] = Object.keys(stray);
  if (unknown !== undefined) throw refuseBody([unknown], 'Extra inputs are not permitted', 'extra_forbidden');
  if (!Number.isInteger(days) || (days as number) < 1 || (days as number) > MAX_RETENTION_DAYS) {
    throw refuseBody(['days'], `Input should be a whole number from 1 to ${MAX_RETENTION_DAYS}`, 'int_type');
  }
  if (typeof dry_run !== 'boolean') throw refuseBody(['dry_run'], 'Input should be a valid boolean', 'bool_type');
  return { days: days as number, isDryRun: dry_run };
}
