import type { AnalyticsReply, AnsweredRange, Population } from '@onevault/contract';
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
import { refuseQuery } from '../readQuery.ts';
import { requireOperations } from '../requireOperations.ts';
import { refusePrivateProperties, type Share, shareKeyLimit } from '../share.ts';
import { csvReply, wantsCsv } from './csv.ts';
import { unknownTimeZone } from './readRange.ts';
import { OF_RANGES, readRequest, SHARED_DOC } from './readRequest.ts';
import { findSavedParts, namesSaved, type SavedParts } from './savedParts.ts';

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
  /** Parameters of its own. A list may be given several times. */
  query: NonNullable<EndpointDoc['query']>;
  read(
    query: URLSearchParams,
    request: Omit<AnalyticsRequest, 'question'>,
    params: Record<string, string>,
    saved: SavedParts,
  ): AnalyticsQuestion;
  /** A share key may ask it: it shows no single visitor, session or event. Default: a full key only. */
  isShareable?: boolean;
  /** Needs saved things also if the query names none. */
  needsSaved?: boolean;
  /** Answers have the annotations of the range if `annotations=true` asks for them. */
  hasAnnotations?: boolean;
  /** Its range is no parameter: the last minutes, or that of its subject. */
  hasOwnRange?: boolean;
  /** Parameters of all questions that this one does not take. */
  without?: readonly string[];
  /** Turns the engine's answer into `data`, with the cursor of a list. Default: as it is. */
  toPage?(data: unknown, question: AnalyticsQuestion, query: URLSearchParams, saved: SavedParts): Page;
  /** The columns of a row as CSV. */
  columns: readonly string[];
  /** The rows of an answer as CSV. Default: `data`. */
  toRows?(data: unknown): object[];
}

export const ANALYTICS_TAG = {
  name: 'Analytics',
  description:
    'Counts visitors, sessions and events. Every answer says what it counted and what it left out. Needs a full key; a share key for what names no single visitor.',
};
const MAX_ANNOTATIONS = 1_000;

export function toEndpoint({ engine }: ServiceContext, one: QuestionEndpoint): Endpoint {
  const without = [...(one.hasOwnRange ? OF_RANGES : []), ...(one.without ?? [])];
  const repeats = one.query.filter(({ schema }) => 'type' in schema && schema.type === 'array').map(({ name }) => name);
  return {
    method: 'GET',
    path: one.path,
    access: 'secret',
    isShareable: one.isShareable ?? false,
    doc: {
      summary: one.summary,
      tag: ANALYTICS_TAG,
      description: [one.description, 'With `Accept: text/csv` the rows of `data` as CSV.'].filter(Boolean).join(' '),
      query: [...SHARED_DOC.filter(({ name }) => !without.includes(name)), ...one.query],
      reply: [one.reply],
      errors: [...(one.path.includes(':') ? [404] : []), 501],
    },
    async handle({ params, query, accept, share }, { customerId }) {
      const operations = requireOperations(engine, 'Analytics');
      const saved = await findSavedParts(operations.saved, customerId, share, one.needsSaved || namesSaved(query));
      const shared = readRequest(
        query,
        {
          names: one.query.map(({ name }) => name),
          repeats,
          hasOwnRange: one.hasOwnRange ?? false,
          without,
        },
        saved,
        Date.now(),
      );
      const question = one.read(query, shared, params, saved);
      if (share) {
        refusePrivateProperties(saved.readFilters(query.getAll('filter')), saved.isPrivate);
        refusePrivateProperties(question, saved.isPrivate);
      }
      const findAnnotations = readAnnotations(query, one, share)
        ? ({ from, to }: AnsweredRange) =>
            operations.saved.findAnnotations(customerId, { limit: MAX_ANNOTATIONS, from, to })
        : undefined;
      const answer = await operations.analytics(customerId, { ...shared, question }).catch((error: unknown) => {
        if (error instanceof UnknownTimeZone) throw unknownTimeZone();
        if (error instanceof QueryTimedOut) throw timedOut();
        throw error instanceof UnknownSubject ? notFound() : error;
      });
      const toPage = (found: unknown): Page => one.toPage?.(found, question, query, saved) ?? { data: found };
      const { data, next } = toPage(answer.data);
      // Filters do not hold for events that are set aside, so a key of a segment must not see their number.
      const toShared = ({ excluded, ...rest }: Population): Population => ({
        ...rest,
        excluded: share?.segmentId ? excluded.filter(({ rule }) => rule !== 'set_aside') : excluded,
      });
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
          ...(query.has('segment') && { segment: query.get('segment') }),
          include: [...shared.population.include],
          ...Object.fromEntries(
            one.query
              .filter(({ name }) => query.has(name))
              .map(({ name }) => [name, repeats.includes(name) ? query.getAll(name) : query.get(name)]),
          ),
        },
        population: toShared(answer.population),
        data,
        ...(findAnnotations && { annotations: await findAnnotations(answer.range) }),
        ...(answer.imported && { imported: answer.imported }),
        ...(answer.comparison && {
          comparison: {
            query: answer.comparison.range,
            population: toShared(answer.comparison.population),
            data: compared,
            ...(findAnnotations && { annotations: await findAnnotations(answer.comparison.range) }),
          },
        }),
        ...(next !== undefined && { next_cursor: next }),
        timestamp: timestamp(),
      } satisfies AnalyticsReply);
    },
  };
}

function readAnnotations(query: URLSearchParams, one: QuestionEndpoint, share: Share | undefined): boolean {
  const text = (one.hasAnnotations && query.get('annotations')) || 'false';
  if (text !== 'true' && text !== 'false') {
    throw refuseQuery('annotations', 'Input should be true or false', 'bool_parsing');
  }
  if (text === 'true' && share) throw shareKeyLimit('Annotations are for your own people');
  return text === 'true';
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
