import type { AnalyticsReply } from '@onevault/contract';
import {
  type AnalyticsQuestion,
  type AnalyticsRequest,
  QueryTimedOut,
  UnknownSubject,
  UnknownTimeZone,
} from '../../engine/port.ts';
import { Refusal } from '../../ingest/refusal.ts';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, type EndpointDoc, ok, type SchemaName, timestamp } from '../endpoint.ts';
import { requireOperations } from '../requireOperations.ts';
import { csvReply, wantsCsv } from './csv.ts';
import { unknownTimeZone } from './readRange.ts';
import { OF_RANGES, REPEATABLE, readRequest, SHARED_DOC } from './readRequest.ts';

export interface Page {
  data: unknown;
  /** The cursor of the next page; null after the last. */
  next?: string | null;
}

/** One question over HTTP. */
export interface QuestionEndpoint {
  path: string;
  summary: string;
  description?: string;
  reply: SchemaName;
  /** Parameters of its own. */
  query: NonNullable<EndpointDoc['query']>;
  read(
    query: URLSearchParams,
    request: Omit<AnalyticsRequest, 'question'>,
    params: Record<string, string>,
  ): AnalyticsQuestion;
  /** Its range is no parameter: the last minutes, or that of its subject. */
  hasOwnRange?: boolean;
  /** Turns the engine's answer into `data`, with the cursor of a list. Default: as it is. */
  toPage?(data: unknown, question: AnalyticsQuestion, query: URLSearchParams): Page;
  /** The columns of a row as CSV. */
  columns: readonly string[];
  /** The rows of an answer as CSV. Default: `data`. */
  toRows?(data: unknown): object[];
}

export const ANALYTICS_TAG = {
  name: 'Analytics',
  description:
    'Counts visitors, sessions and events. Every answer says what it counted and what it left out. Needs a full key.',
};
export function toEndpoint({ engine }: ServiceContext, one: QuestionEndpoint): Endpoint {
  return {
    method: 'GET',
    path: one.path,
    access: 'secret',
    doc: {
      summary: one.summary,
      tag: ANALYTICS_TAG,
      description: [one.description, 'With `Accept: text/csv` the rows of `data` as CSV.'].filter(Boolean).join(' '),
      query: [...SHARED_DOC.filter(({ name }) => !(one.hasOwnRange && OF_RANGES.includes(name))), ...one.query],
      reply: [one.reply],
      errors: [...(one.path.includes(':') ? [404] : []), 501],
    },
    async handle({ params, query, accept }, { customerId }) {
      const shared = readRequest(
        query,
        { names: one.query.map(({ name }) => name), hasOwnRange: one.hasOwnRange ?? false },
        Date.now(),
      );
      const question = one.read(query, shared, params);
      const answer = await requireOperations(engine, 'Analytics')
        .analytics(customerId, { ...shared, question })
        .catch((error: unknown) => {
          if (error instanceof UnknownTimeZone) throw unknownTimeZone();
          if (error instanceof QueryTimedOut) throw timedOut();
          throw error instanceof UnknownSubject ? notFound() : error;
        });
      const toPage = (found: unknown): Page => one.toPage?.(found, question, query) ?? { data: found };
      const { data, next } = toPage(answer.data);
      const compared = answer.comparison && toPage(answer.comparison.data).data;
      if (wantsCsv(accept)) {
        const toRows = one.toRows ?? ((rows: unknown) => rows as object[]);
        return csvReply(one.columns, toRows(data), answer.comparison && toRows(compared));
      }
      return ok({
        status: 'success',
        query: {
          ...answer.range,
          timezone: shared.population.timezone,
          filter: query.getAll('filter'),
          include: [...shared.population.include],
          ...Object.fromEntries(
            one.query
              .map(({ name }) => [name, REPEATABLE.includes(name) ? query.getAll(name) : query.get(name)])
              .filter(([, value]) => value !== null),
          ),
        },
        population: answer.population,
        data,
        ...(answer.imported && { imported: answer.imported }),
        ...(answer.comparison && {
          comparison: { query: answer.comparison.range, population: answer.comparison.population, data: compared },
        }),
        ...(next !== undefined && { next_cursor: next }),
        timestamp: timestamp(),
      } satisfies AnalyticsReply);
    },
  };
}

function notFound(): Refusal {
  const message = 'There is nothing of this id, or not any more';
  return new Refusal({ status: 404, code: 'NOT_FOUND', message });
}

/** The refusal of a question that takes too long. */
export function timedOut(): Refusal {
  return new Refusal({
    status: 503,
    code: 'QUERY_TIMED_OUT',
    message: 'The question took too long: try a shorter range or fewer filters, or try again later',
    headers: { 'Retry-After': '30' },
  });
}
