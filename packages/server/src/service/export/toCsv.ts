import type { Reason } from '@onevault/contract';
import type { ExportedEvent } from '../../engine/port.ts';
import { toExportCursor } from './exportCursor.ts';
import { toCsvLine, toJsonCell } from './toCsvLine.ts';

/** The columns that staging adds, in the order of `docs/pipeline.md`. */
const STAGED_COLUMNS = [
  'event_timestamp',
  'processed_timestamp',
  'loaded_timestamp',
  'event_category',
  'event_action',
  'session_id',
  'visitor_id',
  'user_id',
  'page_host',
  'page_path',
  'page_title',
  'referrer_url',
  'referrer_kind',
  'element_id',
  'element_class',
  'element_text',
  'scroll_depth',
  'time_on_page',
  'device_type',
  'browser_name',
  'browser_version',
  'operating_system',
  'is_bot',
  'screen_resolution',
  'viewport_size',
  'timezone',
  'language',
  'utm_source',
  'utm_medium',
  'utm_campaign',
  'utm_term',
  'utm_content',
  'gclid',
  'gbraid',
  'wbraid',
  'dclid',
  'fbclid',
  'msclkid',
  'ttclid',
  'twclid',
  'li_fat_id',
  'validation_status',
  'quality_score',
  'validation_errors',
] as const;

/** The first line. */
export const CSV_HEADER = toCsvLine([
  'event_id',
  'received_at',
  'event_type',
  'page_url',
  'stage',
  'reason_rule',
  'reason_pointer',
  'reason_message',
  'user_agent',
  ...STAGED_COLUMNS,
  'event_data',
  'cursor',
]);

/** One record of an export. */
export function toCsv(event: ExportedEvent): string {
  // Both are made by the pipeline: no number in them is long.
  const staged = JSON.parse(event.staged ?? '{}') as Record<string, unknown>;
  const reason = JSON.parse(event.reason ?? 'null') as Reason | null;
  return toCsvLine([
    event.eventId,
    event.receivedAt,
    event.eventType,
    event.pageUrl,
    event.stage,
    reason?.rule,
    reason?.pointer,
    reason?.message,
    event.userAgent,
    ...STAGED_COLUMNS.map((name) => staged[name]),
    toJsonCell(event.eventData),
    toExportCursor(event),
  ]);
}
