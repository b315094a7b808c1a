import type { AnalyticsReply } from '@onevault/contract';
import { type AnalyticsQuestion, type AnalyticsRequest, UnknownTimeZone } from '../../engine/port.ts';
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
  read(query: URLSearchParams, request: Omit<AnalyticsRequest, 'question'>): AnalyticsQuestion;
  /** Asks of a range up to now, which is no parameter. */
  isNow?: boolean;
  /** Turns the engine's answer into `data`, with the cursor of a list. Default: as it is. */
  toPage?(data: unknown, question: AnalyticsQuestion, query: URLSearchParams): Page;
  /** The columns of a row as CSV. */
  columns: readonly string[];
  /** The rows of an answer as CSV. Default: `data`. */
  toRows?(data: unknown): object[];
}

const TAG = {
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
      tag: TAG,
      description: [one.description, 'With `Accept: text/csv` the rows of `data` as CSV.'].filter(Boolean).join(' '),
      query: [...SHARED_DOC.filter(({ name }) => !(one.isNow && OF_RANGES.includes(name))), ...one.query],
      reply: [one.reply],
      errors: [501],
    },
    async handle({ query, accept }, { customerId }) {
      const shared = readRequest(
        query,
        { names: one.query.map(({ name }) => name), isNow: one.isNow ?? false },
        Date.now(),
      );
      const question = one.read(query, shared);
      const answer = await requireOperations(engine, 'Analytics')
        .analytics(customerId, { ...shared, question })
        .catch((error: unknown) => {
          throw error instanceof UnknownTimeZone ? unknownTimeZone() : error;
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
        ...(answer.comparison && {
          comparison: { query: answer.comparison.range, population: answer.comparison.population, data: compared },
        }),
        ...(next !== undefined && { next_cursor: next }),
        timestamp: timestamp(),
      } satisfies AnalyticsReply);
    },
  };
}
