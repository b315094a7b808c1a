/** Staging: derives each column from the event: docs/pipeline.md, Columns. */
import { CAMPAIGN_PARAMETERS, CLICK_IDS } from '@onevault/contract/pipeline';
import type { RawEvent } from '@onevault/server/internal/engine/port';
import { toIso } from '../createClock.ts';
import type { StagedRow } from '../eventRecord.ts';
import { categorize } from './categorize.ts';
import { checkEvent } from './checks.ts';
import { readClocks } from './clocks.ts';
import { readItemIds } from './items.ts';
import { readContextId, readEventType } from './readContext.ts';
import { readQuery, readUrl } from './readUrl.ts';
import { isJsonObject, readFirstText, readNumber, readText } from './readValue.ts';
import { referrerKind } from './referrerKind.ts';

const QUERY_NAMES: ReadonlySet<string> = new Set([...CAMPAIGN_PARAMETERS, ...CLICK_IDS]);
/** One more than the longest size: a cut text is then not a size. */
const MAX_SIZE_LENGTH = 12;
const SIZE = /^[0-9]{1,5}x[0-9]{1,5}$/;

export function stageEvent({ eventId, payload, userAgent, enrichment }: RawEvent, receivedMicros: number): StagedRow {
  const eventType = readEventType(payload);
  const pageUrl = payload.page_url ?? '';
  const data = isJsonObject(payload.event_data) ? payload.event_data : {};
  const page = readUrl(pageUrl);
  const query = readQuery(pageUrl, QUERY_NAMES);
  const referrerUrl = readFirstText(data, ['referrer', 'referrer_url'], 2_000);
  const sessionId = readContextId(data.session_id);
  const visitorId = readContextId(data.visitor_id);
  const clock = readClocks(data.timestamp, data.sent_at, receivedMicros);
  const { category, action } = categorize(eventType, data);
  const isBot = enrichment?.is_bot === true;
  const utm = (name: `utm_${string}`) => readText(data, name, 256) ?? query.get(name) ?? null;
  const size = (key: string) => {
    const text = readText(data, key, MAX_SIZE_LENGTH);
    return text !== null && SIZE.test(text) ? text : null;
  };

  return {
    event_id: eventId,
    event_type: eventType,
    event_category: category,
    event_action: action,
    page_url: pageUrl,
    page_host: page.host,
    page_path: page.path,
    page_title: readFirstText(data, ['title', 'page_title'], 500),
    referrer_url: referrerUrl,
    referrer_kind: referrerKind(referrerUrl, page.host),
    session_id: sessionId,
    visitor_id: visitorId,
    user_id: readText(data, 'user_id', 256),
    element_id: readText(data, 'element_id', 200),
    element_class: readText(data, 'element_class', 200),
    element_text: readFirstText(data, ['element_text', 'text'], 100),
    scroll_depth: readNumber(data, 'scroll_depth', 0, 100),
    time_on_page: readNumber(data, 'time_on_page', 0, 604_800),
    device_type: enrichment?.device_type ?? null,
    browser_name: enrichment?.browser_name ?? null,
    browser_version: enrichment?.browser_version ?? null,
    operating_system: enrichment?.operating_system ?? null,
    is_bot: isBot,
    screen_resolution: size('screen_resolution'),
    viewport_size: size('viewport_size'),
    timezone: readText(data, 'timezone', 64),
    language: readText(data, 'language', 35),
    country: enrichment?.country ?? null,
    utm_source: utm('utm_source'),
    utm_medium: utm('utm_medium'),
    utm_campaign: utm('utm_campaign'),
    utm_term: utm('utm_term'),
    utm_content: utm('utm_content'),
    click_ids: Object.fromEntries(
      CLICK_IDS.flatMap((name) => {
        const value = query.get(name);
        return value === undefined ? [] : [[name, value]];
      }),
    ),
    item_ids: readItemIds(data),
    event_timestamp: toIso(clock.micros),
    ...checkEvent({
      eventType,
      pageUrl,
      data,
      sessionId,
      visitorId,
      clock: clock.timestamp,
      hasAgent: userAgent !== null && userAgent !== '',
      isBot,
    }),
    event_data: data,
  };
}
