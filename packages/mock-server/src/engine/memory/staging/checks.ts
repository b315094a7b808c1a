/** What is checked, and what a failed check costs: docs/pipeline.md, Checks. */
import { type JsonObject, MAX_EVENT_TYPE_LENGTH, MAX_PAGE_URL_LENGTH, type Reason } from '@onevault/contract';
import type { StagedEvent } from '../../port.ts';
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

interface Check extends Reason {
  /** In hundredths, so that sums are exact. */
  weight: number;
  makes: 'INVALID' | 'SUSPICIOUS' | 'noted';
  fails: (facts: Facts) => boolean;
}

const WHITE_SPACE_ONLY = /^[ \t\n\r\v\f]*$/;
const HTTP_OR_PATH = /^(?:https?:\/\/|\/)/i;

const CHECKS: readonly Check[] = [
  {
    rule: 'event_type_blank',
    pointer: '/event_type',
    message: 'event_type is blank',
    weight: 0,
    makes: 'INVALID',
    fails: ({ eventType }) => WHITE_SPACE_ONLY.test(eventType),
  },
  {
    rule: 'event_type_too_long',
    pointer: '/event_type',
    message: 'event_type is longer than 200 characters',
    weight: 0,
    makes: 'INVALID',
    fails: ({ eventType }) => isLongerThan(eventType, MAX_EVENT_TYPE_LENGTH),
  },
  {
    rule: 'page_url_too_long',
    pointer: '/page_url',
    message: 'page_url is longer than 100000 characters',
    weight: 0,
    makes: 'INVALID',
    fails: ({ pageUrl }) => isLongerThan(pageUrl, MAX_PAGE_URL_LENGTH),
  },
  {
    rule: 'page_url_missing',
    pointer: '/page_url',
    message: 'page_url is empty',
    weight: 20,
    makes: 'noted',
    fails: ({ pageUrl }) => pageUrl === '',
  },
  {
    rule: 'page_url_scheme',
    pointer: '/page_url',
    message: 'page_url is neither http(s) nor a path',
    weight: 20,
    makes: 'SUSPICIOUS',
    fails: ({ pageUrl }) => pageUrl !== '' && !HTTP_OR_PATH.test(pageUrl),
  },
  {
    rule: 'session_missing',
    pointer: '/event_data/session_id',
    message: 'no session_id',
    weight: 10,
    makes: 'noted',
    fails: ({ data }) => isAbsent(data.session_id),
  },
  {
    rule: 'session_unusable',
    pointer: '/event_data/session_id',
    message: 'session_id is not text of 1 to 128 characters',
    weight: 10,
    makes: 'SUSPICIOUS',
    fails: ({ data, sessionId }) => !isAbsent(data.session_id) && sessionId === null,
  },
  {
    rule: 'visitor_missing',
    pointer: '/event_data/visitor_id',
    message: 'no visitor_id',
    weight: 10,
    makes: 'noted',
    fails: ({ data }) => isAbsent(data.visitor_id),
  },
  {
    rule: 'visitor_unusable',
    pointer: '/event_data/visitor_id',
    message: 'visitor_id is not text of 1 to 128 characters',
    weight: 10,
    makes: 'SUSPICIOUS',
    fails: ({ data, visitorId }) => !isAbsent(data.visitor_id) && visitorId === null,
  },
  {
    rule: 'timestamp_missing',
    pointer: '/event_data/timestamp',
    message: 'no timestamp',
    weight: 5,
    makes: 'noted',
    fails: ({ clock }) => clock === 'absent',
  },
  {
    rule: 'timestamp_unreadable',
    pointer: '/event_data/timestamp',
    message: 'timestamp is not ISO 8601 with a zone',
    weight: 10,
    makes: 'SUSPICIOUS',
    fails: ({ clock }) => clock === 'unreadable',
  },
  {
    rule: 'clock_implausible',
    pointer: '/event_data/timestamp',
    message: 'timestamp is not within 30 days before and 5 minutes after arrival',
    weight: 10,
    makes: 'SUSPICIOUS',
    fails: ({ clock }) => clock === 'implausible',
  },
  {
    rule: 'scroll_depth_range',
    pointer: '/event_data/scroll_depth',
    message: 'scroll_depth is not a number from 0 to 100',
    weight: 5,
    makes: 'SUSPICIOUS',
    fails: ({ data }) => isOutside(data.scroll_depth, 100),
  },
  {
    rule: 'time_on_page_range',
    pointer: '/event_data/time_on_page',
    message: 'time_on_page is not a number from 0 to 604800',
    weight: 5,
    makes: 'SUSPICIOUS',
    fails: ({ data }) => isOutside(data.time_on_page, 604_800),
  },
  {
    rule: 'agent_missing',
    pointer: '',
    message: 'no user agent',
    weight: 5,
    makes: 'noted',
    fails: ({ hasAgent }) => !hasAgent,
  },
  {
    rule: 'bot',
    pointer: '',
    message: 'the user agent is a known bot',
    weight: 30,
    makes: 'SUSPICIOUS',
    fails: ({ isBot }) => isBot,
  },
];

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
