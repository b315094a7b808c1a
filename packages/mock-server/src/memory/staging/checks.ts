/** The checks of an event, and their result: docs/pipeline.md, Checks. */

import { type JsonObject, MAX_EVENT_TYPE_LENGTH, MAX_PAGE_URL_LENGTH, type Reason } from '@onevault/contract';
import { CHECKS, type CheckName } from '@onevault/contract/pipeline';
import type { StagedEvent } from '@onevault/server/internal/engine/port';
import { hasItemsOverLimit, toReason } from '@onevault/server/internal/ingest/listWarnings';
import type { ClockReading } from './clocks.ts';
import { isAbsent, isLongerThan } from './readValue.ts';

/** The input of the checks. */
export interface CheckInput {
  eventType: string;
  pageUrl: string;
  data: JsonObject;
  sessionId: string | null;
  visitorId: string | null;
  clock: ClockReading['timestamp'];
  hasAgent: boolean;
  isBot: boolean;
}

export interface CheckResult {
  validation_status: StagedEvent['validation_status'];
  quality_score: number;
  validation_errors: Reason[];
}

const WHITE_SPACE_ONLY = /^[ \t\n\r\v\f]*$/;
const HTTP_OR_PATH = /^(?:https?:\/\/|\/)/i;

const FAILS: Readonly<Record<CheckName, (facts: CheckInput) => boolean>> = {
  event_type_blank: ({ eventType }) => WHITE_SPACE_ONLY.test(eventType),
  event_type_too_long: ({ eventType }) => isLongerThan(eventType, MAX_EVENT_TYPE_LENGTH),
  page_url_too_long: ({ pageUrl }) => isLongerThan(pageUrl, MAX_PAGE_URL_LENGTH),
  page_url_missing: ({ pageUrl }) => pageUrl === '',
  page_url_scheme: ({ pageUrl }) => pageUrl !== '' && !HTTP_OR_PATH.test(pageUrl),
  session_missing: ({ data }) => isAbsent(data.session_id),
  session_unusable: ({ data, sessionId }) => !isAbsent(data.session_id) && sessionId === null,
  visitor_missing: ({ data }) => isAbsent(data.visitor_id),
  visitor_unusable: ({ data, visitorId }) => !isAbsent(data.visitor_id) && visitorId === null,
  timestamp_missing: ({ clock }) => clock === 'absent',
  timestamp_unreadable: ({ clock }) => clock === 'unreadable',
  clock_implausible: ({ clock }) => clock === 'implausible',
  scroll_depth_range: ({ data }) => isOutside(data.scroll_depth, 100),
  time_on_page_range: ({ data }) => isOutside(data.time_on_page, 604_800),
  items_over_limit: ({ data }) => hasItemsOverLimit(data),
  agent_missing: ({ hasAgent }) => !hasAgent,
  bot: ({ isBot }) => isBot,
};

/** In the order of checks.json. */
const CHECK_NAMES = Object.keys(CHECKS) as CheckName[];

export function checkEvent(facts: CheckInput): CheckResult {
  const failed = CHECK_NAMES.filter((rule) => FAILS[rule](facts));
  const errors = failed.map(toReason);
  if (failed.some((rule) => CHECKS[rule].status === 'INVALID')) {
    return { validation_status: 'INVALID', quality_score: 0, validation_errors: errors };
  }
  // In hundredths: sums of fractions are not exact.
  const left = failed.reduce((hundredths, rule) => hundredths - Math.round(CHECKS[rule].weight * 100), 100);
  return {
    validation_status: failed.some((rule) => CHECKS[rule].status === 'SUSPICIOUS') ? 'SUSPICIOUS' : 'VALID',
    quality_score: Math.max(0, left) / 100,
    validation_errors: errors,
  };
}

function isOutside(value: JsonObject[string] | undefined, max: number): boolean {
  return !isAbsent(value) && !(typeof value === 'number' && value >= 0 && value <= max);
}
