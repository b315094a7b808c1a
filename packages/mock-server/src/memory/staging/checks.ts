/** What is checked, and what a failed check costs: docs/pipeline.md, Checks. */
import { type JsonObject, MAX_EVENT_TYPE_LENGTH, MAX_PAGE_URL_LENGTH, type Reason } from '@onevault/contract';
import type { StagedEvent } from '@onevault/server/internal/engine/port';
import type { ClockReading } from './clocks.ts';
import { isAbsent, isLongerThan } from './readValue.ts';

/** What the checks look at. */
export interface Facts {
  eventType: string;
  pageUrl: string;
  data: JsonObject;
  sessionId: string | null;
  visitorId: string | null;
  clock: ClockReading['timestamp'];
  hasAgent: boolean;
  isBot: boolean;
}

export interface Verdict {
  validation_status: StagedEvent['validation_status'];
  quality_score: number;
  validation_errors: Reason[];
}

type CheckRow = [
  rule: string,
  pointer: string,
  message: string,
  weight: number,
  makes: Check['makes'],
  fails: Check['fails'],
];

interface Check extends Reason {
  /** In hundredths, so that sums are exact. */
  weight: number;
  makes: 'INVALID' | 'SUSPICIOUS' | 'noted';
  fails: (facts: Facts) => boolean;
}

const WHITE_SPACE_ONLY = /^[ \t\n\r\v\f]*$/;
const HTTP_OR_PATH = /^(?:https?:\/\/|\/)/i;

// A table, since in a page bytes count.
const CHECKS: readonly Check[] = (
  [
    [
      'event_type_blank',
      '/event_type',
      'event_type is blank',
      0,
      'INVALID',
      ({ eventType }) => WHITE_SPACE_ONLY.test(eventType),
    ],
    [
      'event_type_too_long',
      '/event_type',
      'event_type is longer than 200 characters',
      0,
      'INVALID',
      ({ eventType }) => isLongerThan(eventType, MAX_EVENT_TYPE_LENGTH),
    ],
    [
      'page_url_too_long',
      '/page_url',
      'page_url is longer than 100000 characters',
      0,
      'INVALID',
      ({ pageUrl }) => isLongerThan(pageUrl, MAX_PAGE_URL_LENGTH),
    ],
    ['page_url_missing', '/page_url', 'page_url is empty', 20, 'noted', ({ pageUrl }) => pageUrl === ''],
    [
      'page_url_scheme',
      '/page_url',
      'page_url is neither http(s) nor a path',
      20,
      'SUSPICIOUS',
      ({ pageUrl }) => pageUrl !== '' && !HTTP_OR_PATH.test(pageUrl),
    ],
    [
      'session_missing',
      '/event_data/session_id',
      'no session_id',
      10,
      'noted',
      ({ data }) => isAbsent(data.session_id),
    ],
    [
      'session_unusable',
      '/event_data/session_id',
      'session_id is not text of 1 to 128 characters',
      10,
      'SUSPICIOUS',
      ({ data, sessionId }) => !isAbsent(data.session_id) && sessionId === null,
    ],
    [
      'visitor_missing',
      '/event_data/visitor_id',
      'no visitor_id',
      10,
      'noted',
      ({ data }) => isAbsent(data.visitor_id),
    ],
    [
      'visitor_unusable',
      '/event_data/visitor_id',
      'visitor_id is not text of 1 to 128 characters',
      10,
      'SUSPICIOUS',
      ({ data, visitorId }) => !isAbsent(data.visitor_id) && visitorId === null,
    ],
    ['timestamp_missing', '/event_data/timestamp', 'no timestamp', 5, 'noted', ({ clock }) => clock === 'absent'],
    [
      'timestamp_unreadable',
      '/event_data/timestamp',
      'timestamp is not ISO 8601 with a zone',
      10,
      'SUSPICIOUS',
      ({ clock }) => clock === 'unreadable',
    ],
    [
      'clock_implausible',
      '/event_data/timestamp',
      'timestamp is not within 30 days before and 5 minutes after arrival',
      10,
      'SUSPICIOUS',
      ({ clock }) => clock === 'implausible',
    ],
    [
      'scroll_depth_range',
      '/event_data/scroll_depth',
      'scroll_depth is not a number from 0 to 100',
      5,
      'SUSPICIOUS',
      ({ data }) => isOutside(data.scroll_depth, 100),
    ],
    [
      'time_on_page_range',
      '/event_data/time_on_page',
      'time_on_page is not a number from 0 to 604800',
      5,
      'SUSPICIOUS',
      ({ data }) => isOutside(data.time_on_page, 604_800),
    ],
    ['agent_missing', '', 'no user agent', 5, 'noted', ({ hasAgent }) => !hasAgent],
    ['bot', '', 'the user agent is a known bot', 30, 'SUSPICIOUS', ({ isBot }) => isBot],
  ] satisfies CheckRow[]
).map(([rule, pointer, message, weight, makes, fails]) => ({ rule, pointer, message, weight, makes, fails }));

export function checkEvent(facts: Facts): Verdict {
  const failed = CHECKS.filter((check) => check.fails(facts));
  const errors = failed.map(({ rule, pointer, message }) => ({ rule, pointer, message }));
  if (failed.some(({ makes }) => makes === 'INVALID')) {
    return { validation_status: 'INVALID', quality_score: 0, validation_errors: errors };
  }
  const left = failed.reduce((hundredths, { weight }) => hundredths - weight, 100);
  return {
    validation_status: failed.some(({ makes }) => makes === 'SUSPICIOUS') ? 'SUSPICIOUS' : 'VALID',
    quality_score: Math.max(0, left) / 100,
    validation_errors: errors,
  };
}

function isOutside(value: JsonObject[string] | undefined, max: number): boolean {
  return !isAbsent(value) && !(typeof value === 'number' && value >= 0 && value <= max);
}
