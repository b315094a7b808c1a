import type { BatchReply, ErrorReply, TrackReply } from '@onevault/contract';
import { isList } from '../browser/isList.ts';
import { type Next, type Outcome, type TrackedEvent, type TrackResult, toFailure } from '../events.ts';
import type { Reply } from './createRequest.ts';

type Body = Partial<Omit<BatchReply, 'success'> & Omit<ErrorReply, 'success'>> & { success?: boolean };

/** For answers of the API; statuses that are not in this table follow the last row of the table below. */
const NEXT: Record<number, Next> = {
  401: 'halt',
  403: 'halt',
  404: 'wait',
  408: 'wait',
  415: 'wait',
  422: 'single',
  425: 'wait',
  429: 'wait',
  500: 'suspect',
};

/**
 * Turns an answer into an outcome. An event counts as delivered only if the server confirms it, and is dropped only if
 * the API says so, in its own JSON: a firewall, a proxy or a login page also answers, and its answer is about itself.
 *
 * | status | one event | a batch |
 * |---|---|---|
 * | 2xx, `success: true` | delivered | each event as `event_ids` and `rejected` say |
 * | 2xx without that, 500 | wait, others first | wait, others first, smaller batches |
 * | no answer, 404, 408, 415, 425, 429, other 5xx | wait | wait |
 * | 413 | drop `too_large` | smaller batches at once |
 * | any other 4xx without the API's JSON, also 413 for one event | wait, others first | wait, others first, smaller batches |
 * | 401, 403 | halt | halt |
 * | any, with `rejected` | as it says | as it says |
 * | 422 | drop `rejected` | with `rejected` as it says, else single posts |
 * | any other | drop `rejected` | smaller batches at once |
 */
export function toOutcome(reply: Reply, events: TrackedEvent[]): Outcome {
  const { _status: status, _error, _body, _headers } = reply;
  const body = (_body || {}) as Body;
  const isBatch = events.length > 1;
  let answers: (TrackResult | undefined)[] | undefined;
  let next: Next | undefined;
  // Of a page's own `fetch` only the body may be left.
  const isStored = status < 300 && body.success === true;
  if ((isBatch && isStored) || body.rejected) {
    // Also of one event, if its key is for another environment.
    answers = events.map((event, index) => toAnswer(body as BatchReply, event, index));
    // The answer does not mention some events.
    if (answers.includes(undefined)) next = 'suspect';
  } else if (isStored) answers = [_body as TrackReply];
  else {
    next = NEXT[status] || (!_error ? 'suspect' : status < 400 || status > 500 ? 'wait' : 'smaller');
    const isOurs = body.detail || body.error_code;
    if (!isOurs && next !== 'wait' && !(isBatch && status === 413)) next = 'suspect';
    // A server with batches has error codes: then one of the events is at fault.
    if (body.error_code && next === 'single') next = 'smaller';
    if (!isBatch && (next === 'smaller' || next === 'single')) {
      next = undefined;
      answers = [
        toFailure(events[0] as TrackedEvent, body.message || _error, {
          dropped: status === 413 ? 'too_large' : 'rejected',
        }),
      ];
    }
  }

  const retryAfter = _headers?.get('Retry-After') as string;
  return {
    _next: next,
    _answers: answers,
    _error: _error || 'Not confirmed',
    // Seconds, or a date.
    _retryAfterMs: +retryAfter * 1000 || Date.parse(retryAfter) - Date.now(),
  };
}

/** An event's part of a batch's answer; undefined if the server did not mention it. */
function toAnswer(body: BatchReply, event: TrackedEvent, index: number): TrackResult | undefined {
  const { message, timestamp, processing, rejected, event_ids, duplicates, set_aside } = body;
  const event_id = event._id;
  // By index: an invalid id is not repeated in the answer.
  const [rejection] = toList(rejected).filter((one) => one.index === index);
  if (rejection) return toFailure(event, rejection.message, { dropped: 'rejected' });
  if (!toList(event_ids).includes(event_id)) return undefined;
  // Stored but not loaded: set aside, or invalid.
  const [stopped] = toList(set_aside).filter((one) => one.event_id === event_id);
  return {
    success: true,
    message,
    event_id,
    timestamp,
    processing,
    processing_status: stopped?.status || (processing === 'automatic' ? 'complete' : 'pending'),
    ...(toList(duplicates).includes(event_id) && { duplicate: true }),
    ...(stopped?.status === 'set_aside' && { set_aside: true }),
    ...(stopped?.reason && { reason: stopped.reason }),
  } as TrackReply;
}

/** A list that is missing in the answer is an empty one. */
function toList<T>(value: T[] | undefined): T[] {
  return isList(value) ? value : [];
}
