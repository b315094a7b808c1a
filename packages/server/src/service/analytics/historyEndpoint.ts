import { ANALYTICS_ROUTES, HISTORY_DIMENSIONS, type HistoryReply } from '@onevault/contract';
import { QueryTimedOut } from '../../engine/port.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { readInteger, refuseQuery } from '../readQuery.ts';
import { requireOperations } from '../requireOperations.ts';
import { csvReply, wantsCsv } from './csv.ts';
import { ANALYTICS_TAG, timedOut } from './questionEndpoint.ts';
import { readRange, readTimeZone, toLocalDays } from './readRange.ts';
import { SHARED_DOC } from './readRequest.ts';

const LIMIT = { min: 1, max: 1000, fallback: 100 };
const SHARED = ['from', 'to', 'timezone'];
const NAMES = [...SHARED, 'by', 'import', 'limit'];
const NUMBERS = ['visitors', 'sessions', 'page_views', 'events', 'bounce_rate', 'duration_mean_s'];
/** The form of the id of an import. */
export const IMPORT_ID = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** What was imported from other tools: numbers of days, which are never added to those of events. */
export function historyEndpoint({ engine }: ServiceContext): Endpoint {
  return {
    method: 'GET',
    path: ANALYTICS_ROUTES.history,
    access: 'secret',
    doc: {
      tag: ANALYTICS_TAG,
      summary: 'Imported numbers from before, by day or by a dimension',
      description:
        'From exports of Plausible, Umami and GA4. Numbers of days are added up, visitors too: who came on two days counts twice. With `Accept: text/csv` the rows of `data` as CSV.',
      query: [
        ...SHARED_DOC.filter(({ name }) => SHARED.includes(name)),
        {
          name: 'by',
          description: 'The dimension. Without it each day',
          schema: { type: 'string', enum: HISTORY_DIMENSIONS },
        },
        { name: 'import', description: 'Only this import. Default: all together', schema: { type: 'string' } },
        {
          name: 'limit',
          description: 'How many values, the largest first; only with `by`',
          schema: { type: 'integer', minimum: LIMIT.min, maximum: LIMIT.max, default: LIMIT.fallback },
        },
      ],
      reply: ['HistoryReplySchema'],
      errors: [501],
    },
    async handle({ query, accept }, { customerId }) {
      const { history } = requireOperations(engine, 'Imported history');
      for (const name of new Set(query.keys())) {
        if (!NAMES.includes(name)) {
          const msg = `Unknown parameter: it should be one of ${NAMES.join(', ')}`;
          throw refuseQuery(name.slice(0, 60), msg, 'extra_forbidden');
        }
        if (query.getAll(name).length > 1) throw refuseQuery(name, 'It may be given once', 'value_error');
      }
      const timezone = readTimeZone(query);
      const days = toLocalDays(readRange(query, timezone, Date.now()), timezone);
      const by = readBy(query.get('by'));
      const importId = readImport(query.get('import'));
      const limit = readInteger(query, 'limit', LIMIT);
      if (by === undefined && query.has('limit')) throw refuseQuery('limit', 'It needs by', 'value_error');
      const range = { ...days, importId };
      const reading = by ? history.findValues(customerId, range, by, limit) : history.findDays(customerId, range);
      const data = await reading.catch((error: unknown) => {
        throw error instanceof QueryTimedOut ? timedOut() : error;
      });
      if (wantsCsv(accept)) return csvReply([by ? 'value' : 'day', ...NUMBERS], data);
      return ok({
        status: 'success',
        query: {
          ...days,
          timezone,
          ...(by && { by, limit }),
          ...(importId !== undefined && { import: importId }),
        },
        imports: await history.findImports(customerId),
        data,
        timestamp: timestamp(),
      } satisfies HistoryReply);
    },
  };
}

function readBy(text: string | null) {
  if (text === null) return undefined;
  const by = HISTORY_DIMENSIONS.find((known) => known === text);
  if (by === undefined) throw refuseQuery('by', `Input should be one of ${HISTORY_DIMENSIONS.join(', ')}`, 'enum');
  return by;
}

function readImport(text: string | null): string | undefined {
  if (text !== null && !IMPORT_ID.test(text)) {
    throw refuseQuery('import', 'Input should be the id of an import', 'value_error');
  }
  return text ?? undefined;
}
