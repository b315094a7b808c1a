import {
  type ErrorDetail,
  EVENT_ID_PATTERN,
  type JsonObject,
  MAX_EVENT_TYPE_LENGTH,
  MAX_PAGE_URL_LENGTH,
} from '@onevault/contract';
import type { RawEvent } from '../engine/port.ts';
import { sanitizeEventData } from './sanitizeEventData.ts';
import { sanitizeText } from './sanitizeText.ts';

/** A valid event, without unknown fields of the body. */
export interface ValidEvent {
  /** Null when the client gave none. */
  eventId: string | null;
  payload: RawEvent['payload'];
}

export type Validation = { event: ValidEvent } | { problems: ErrorDetail[] };

type Loc = (string | number)[];

/**
 * Checks one event against the rules of `TrackBodySchema` (a property test compares the two) and makes it storable.
 * `loc` is its place: `["body"]`, or `["body", 3]` in a batch.
 */
export function validateEvent(body: unknown, loc: Loc): Validation {
  if (!isObject(body)) {
    return { problems: [{ loc, msg: 'Input should be a valid object', type: 'object_type' }] };
  }
  const problems: ErrorDetail[] = [];
  const payload: RawEvent['payload'] = {};
  const { event_id: eventId, event_type: eventType, page_url: pageUrl, event_data: eventData } = body;

  if (eventId !== undefined && (typeof eventId !== 'string' || !EVENT_ID_PATTERN.test(eventId))) {
    const msg = "Input should be 'evt_' and 1 to 64 of the letters, digits, '_' and '-'";
    problems.push({ loc: [...loc, 'event_id'], msg, type: wrongText(eventId) ?? 'string_pattern_mismatch' });
  }
  if (eventType !== undefined) {
    const problem = checkText(eventType, 1, MAX_EVENT_TYPE_LENGTH);
    if (problem) problems.push({ loc: [...loc, 'event_type'], ...problem });
    else payload.event_type = sanitizeText(eventType as string);
  }
  if (pageUrl !== undefined) {
    const problem = checkText(pageUrl, 0, MAX_PAGE_URL_LENGTH);
    if (problem) problems.push({ loc: [...loc, 'page_url'], ...problem });
    else payload.page_url = sanitizeText(pageUrl as string);
  }
  if (eventData !== undefined) {
    const dataLoc = [...loc, 'event_data'];
    if (isObject(eventData)) {
      const sanitized = sanitizeEventData(eventData as JsonObject, dataLoc);
      if ('problem' in sanitized) problems.push(sanitized.problem);
      else payload.event_data = sanitized.data;
    } else {
      problems.push({ loc: dataLoc, msg: 'Input should be a valid object', type: 'object_type' });
    }
  }
  if (problems.length > 0) return { problems };
  return { event: { eventId: (eventId as string | undefined) ?? null, payload } };
}

function checkText(value: unknown, min: number, max: number): Omit<ErrorDetail, 'loc'> | null {
  const type = wrongText(value);
  if (type) return { msg: 'Input should be a valid string', type };
  const text = value as string;
  if (text.length < min) return { msg: `String should have at least ${min} character`, type: 'string_too_short' };
  // The limit counts characters, not UTF-16 units; they are counted only where the two can differ.
  const isTooLong = text.length > max && (text.length > max * 2 || [...text].length > max);
  return isTooLong ? { msg: `String should have at most ${max} characters`, type: 'string_too_long' } : null;
}

function wrongText(value: unknown): 'string_type' | null {
  return typeof value === 'string' ? null : 'string_type';
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
