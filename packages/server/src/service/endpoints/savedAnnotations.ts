import {
  type AnnotationReply,
  type AnnotationsReply,
  DEFAULT_DASHBOARD_LIMIT,
  MAX_DASHBOARD_LIMIT,
  SAVED_ROUTES,
  type SavedDeletedReply,
} from '@onevault/contract';
import type { ServiceContext } from '../context.ts';
import { type Endpoint, ok, timestamp } from '../endpoint.ts';
import { TIME_MESSAGE, toEngineTime } from '../readEventQuery.ts';
import { isUuid, readPlace, toPlace } from '../readPlace.ts';
import { readInteger, refuseQuery } from '../readQuery.ts';
import { requireOperations } from '../requireOperations.ts';
import { readAnnotation } from '../saved/readAnnotation.ts';
import { tooManySaved, unknownSaved } from '../saved/savedRefusals.ts';
import { SAVED_TAG } from '../saved/savedTag.ts';

const LIMIT = { min: 1, max: MAX_DASHBOARD_LIMIT, fallback: DEFAULT_DASHBOARD_LIMIT };
const TEXT = { type: 'string' };

/** Annotations: list, create, change, delete. */
export function savedAnnotationEndpoints({ engine }: ServiceContext): Endpoint[] {
  const saved = () => requireOperations(engine, 'Analytics').saved;
  const find = async (customerId: string, annotationId: string) => {
    const operations = saved();
    return isUuid(annotationId)
      ? (await operations.findAnnotations(customerId, { limit: 1, annotationId }))[0]
      : undefined;
  };
  const answer = async (customerId: string, annotationId: string) => {
    const annotation = await find(customerId, annotationId);
    if (!annotation) throw unknownSaved('annotation');
    return ok({ status: 'success', annotation, timestamp: timestamp() } satisfies AnnotationReply);
  };
  return [
    {
      method: 'GET',
      path: SAVED_ROUTES.annotations,
      access: 'secret',
      doc: {
        tag: SAVED_TAG,
        summary: 'The annotations, newest first',
        query: [
          { name: 'from', description: 'Only those that touch the range from this time', schema: TEXT },
          { name: 'to', description: 'to before this time', schema: TEXT },
          {
            name: 'limit',
            description: 'How many',
            schema: { type: 'integer', minimum: LIMIT.min, maximum: LIMIT.max, default: LIMIT.fallback },
          },
          { name: 'cursor', description: '`next_cursor` of the previous page', schema: TEXT },
        ],
        reply: ['AnnotationsReplySchema'],
        errors: [501],
      },
      async handle({ query }, { customerId }) {
        const operations = saved();
        const limit = readInteger(query, 'limit', LIMIT);
        const [from, to, before] = [readTime(query, 'from'), readTime(query, 'to'), readPlace(query)];
        const found = await operations.findAnnotations(customerId, {
          // One more tells whether there is a next page.
          limit: limit + 1,
          ...(from !== undefined && { from }),
          ...(to !== undefined && { to }),
          ...(before && { before }),
        });
        const annotations = found.slice(0, limit);
        const last = annotations.at(-1);
        return ok({
          status: 'success',
          annotations,
          next_cursor: found.length > limit && last ? toPlace(last.at, last.annotation_id) : null,
          timestamp: timestamp(),
        } satisfies AnnotationsReply);
      },
    },
    {
      method: 'POST',
      path: SAVED_ROUTES.annotations,
      access: 'secret',
      body: 'event',
      doc: {
        tag: SAVED_TAG,
        summary: 'Makes an annotation',
        description:
          'For a note of a person, or from a deployment pipeline. With an `annotation_id` of its own a pipeline may send it again. At most 10,000.',
        request: ['AnnotationBodySchema'],
        reply: ['AnnotationReplySchema'],
        errors: [409, 501],
      },
      async handle({ body }, { customerId }, by) {
        const operations = saved();
        const annotation = readAnnotation(body);
        if ((await operations.addAnnotation(customerId, annotation, by)) === 'too_many') {
          throw tooManySaved('10,000 annotations');
        }
        return answer(customerId, annotation.annotationId);
      },
    },
    {
      method: 'POST',
      path: SAVED_ROUTES.annotation,
      access: 'secret',
      body: 'event',
      doc: {
        tag: SAVED_TAG,
        summary: 'Changes an annotation: what the body leaves out stays',
        request: ['AnnotationBodySchema'],
        reply: ['AnnotationReplySchema'],
        errors: [404, 501],
      },
      async handle({ params: { annotation_id = '' }, body }, { customerId }, by) {
        const before = await find(customerId, annotation_id);
        if (!before) throw unknownSaved('annotation');
        const annotation = { ...readAnnotation(body, before), annotationId: annotation_id };
        if (!(await saved().changeAnnotation(customerId, annotation, by))) throw unknownSaved('annotation');
        return answer(customerId, annotation_id);
      },
    },
    {
      method: 'DELETE',
      path: SAVED_ROUTES.annotation,
      access: 'secret',
      doc: {
        tag: SAVED_TAG,
        summary: 'Deletes an annotation',
        reply: ['SavedDeletedReplySchema'],
        errors: [404, 501],
      },
      async handle({ params: { annotation_id = '' } }, { customerId }, by) {
        const operations = saved();
        if (!isUuid(annotation_id) || !(await operations.deleteAnnotation(customerId, annotation_id, by))) {
          throw unknownSaved('annotation');
        }
        return ok({ status: 'success', timestamp: timestamp() } satisfies SavedDeletedReply);
      },
    },
  ];
}

function readTime(query: URLSearchParams, name: string): string | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const time = toEngineTime(text);
  if (time === null) throw refuseQuery(name, TIME_MESSAGE, 'datetime_parsing');
  return time;
}
