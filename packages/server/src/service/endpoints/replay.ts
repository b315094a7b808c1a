import { EVENT_ID_PATTERN, MAX_BATCH_EVENTS, type ReplayReply, ROUTES } from '@onevault/contract';
import type { ReplayFilter } from '../../engine/port.ts';
import { sanitizeText } from '../../ingest/sanitizeText.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { TIME_MESSAGE, toEngineTime } from '../readEventQuery.ts';
import { readObject, refuseBody } from '../refuseBody.ts';
import { requireOperations } from '../requireOperations.ts';

const MAX_RULE_LENGTH = 100;

/** Retries set-aside events at once, when their cause is fixed. */
export function replayEndpoint({ engine, wake }: ServiceContext): Endpoint {
  return {
    method: 'POST',
    path: ROUTES.replay,
    access: 'secret',
    body: 'optional',
    doc: {
      summary: 'Tries set-aside events again, in the background',
      description:
        'The body selects events by id, rule and time; without a body all set-aside events are tried. Invalid events stay rejected.',
      request: ['ReplayBodySchema'],
      reply: ['ReplayReplySchema'],
      errors: [501],
    },
    async handle({ body }, { customerId }, by) {
      const filter = readFilter(body);
      const replayed = await requireOperations(engine, 'Replaying events').replay(customerId, filter, by);
      if (replayed > 0) wake(customerId);
      const message = replayed === 1 ? '1 event is tried again' : `${replayed} events are tried again`;
      return ok({ status: 'success', message, replayed, timestamp: timestamp() } satisfies ReplayReply);
    },
  };
}

function readFilter(body: unknown): ReplayFilter {
  if (body === undefined || body === null) return {};
  const filter: ReplayFilter = {};
  const { event_ids: ids, rule, from, to } = readObject(body, []);
  if (ids !== undefined) {
    const isList = Array.isArray(ids) && ids.length > 0 && ids.length <= MAX_BATCH_EVENTS;
    if (!isList)
      throw refuseBody(['event_ids'], `Input should be a list of 1 to ${MAX_BATCH_EVENTS} event ids`, 'list_type');
    filter.eventIds = ids.map((id: unknown, index) => {
      if (typeof id === 'string' && EVENT_ID_PATTERN.test(id)) return id;
      throw refuseBody(['event_ids', index], 'Input should be an event id', 'string_pattern_mismatch');
    });
  }
  if (rule !== undefined) {
    if (typeof rule !== 'string' || rule === '' || rule.length > MAX_RULE_LENGTH) {
      throw refuseBody(['rule'], `Input should be text of 1 to ${MAX_RULE_LENGTH} characters`, 'string_type');
    }
    filter.rule = sanitizeText(rule);
  }
  if (from !== undefined) filter.from = readTime('from', from);
  if (to !== undefined) filter.to = readTime('to', to);
  return filter;
}

function readTime(name: string, value: unknown): string {
  const time = typeof value === 'string' ? toEngineTime(value) : null;
  if (time === null) throw refuseBody([name], TIME_MESSAGE, 'datetime_parsing');
  return time;
}
