import type { BatchReply, ErrorReply, TrackReply } from '@onevault/contract';
import type { DropReason, Next, Outcome, TrackedEvent, TrackFailure, TrackResult } from '../events.ts';
import type { Reply } from './createRequest.ts';

type Body = Partial<Omit<BatchReply, 'success'> & Omit<ErrorReply, 'success'>> & { success?: boolean };

/**
 * What an answer means. Nothing counts as delivered without the server's word for it.
 *
 * | status | one event | a batch |
 * |---|---|---|
 * | 2xx, `success: true` | delivered | each event as `event_ids` and `rejected` say |
 * | 2xx without that | rotate | rotate |
 * | 0 (no answer), 404, 408, 425, 429, 5xx but 500 | wait | wait |
 * | 500 | rotate | rotate |
 * | 401, 403 | halt | halt |
 * | 413 | drop `too_large` | split |
 * | 422 | drop `rejected` | with `rejected` as it says, else single |
 * | any other | drop `rejected` | split |
 */
export function toOutcome(reply: Reply, events: TrackedEvent[]): Outcome {
  const { _status: status } = reply;
  const body = (reply._body || {}) as Body;
  const [first] = events;
  const isBatch = events.length > 1;
  let answers: (TrackResult | undefined)[] = [];
  let next: Next = 'go';
  if (isBatch && body.rejected && body.event_ids) {
    answers = events.map((event, index) => toAnswer(body as BatchReply, event, index));
    // The server forgot some.
    if (answers.includes(undefined)) next = 'rotate';
  } else if (status === 500 || (status >= 200 && status < 300)) {
    if (status !== 500 && !isBatch && body.success) answers = [reply._body as TrackReply];
    else next = 'rotate';
  } else if (status < 400 || status > 500 || [404, 408, 425, 429].includes(status)) next = 'wait';
  else if (status === 401 || status === 403) next = 'halt';
  else if (isBatch) next = status === 422 ? 'single' : 'split';
  else if (first) answers = [toDropped(first, status === 413 ? 'too_large' : 'rejected', reply._error, body)];

  const retryAfter = reply._headers?.get('Retry-After') || '';
  return {
    _next: next,
    _answers: answers,
    _error: reply._error || 'The server did not confirm',
    // Seconds, or a date.
    _retryAfterMs: +retryAfter * 1000 || Date.parse(retryAfter) - Date.now() || 0,
  };
}

/** An event's own part of a batch's answer; undefined when the server did not mention it. */
function toAnswer(body: BatchReply, event: TrackedEvent, index: number): TrackResult | undefined {
  const { message, timestamp, processing } = body;
  const rejection = body.rejected.find((one) => one.index === index);
  if (rejection) return toDropped(event, 'rejected', rejection.message, rejection);
  if (!body.event_ids.includes(event._id)) return undefined;
  const setAside = body.set_aside?.find((one) => one.event_id === event._id);
  return {
    success: true,
    message,
    event_id: event._id,
    timestamp,
    processing,
    processing_status: setAside ? 'set_aside' : processing === 'automatic' ? 'complete' : 'pending',
    ...(setAside && { set_aside: true, reason: setAside.reason }),
    ...(body.duplicates.includes(event._id) && { duplicate: true }),
  };
}

function toDropped(
  event: TrackedEvent,
  dropped: DropReason,
  error: string,
  { error_code }: Partial<Pick<TrackFailure, 'error_code'>>,
): TrackFailure {
  return {
    success: false,
    dropped,
    error,
    event_id: event._id,
    event_data: event._data,
    ...(error_code && { error_code }),
  };
}
