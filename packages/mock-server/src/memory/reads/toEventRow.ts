/** An event as the dashboard shows it. */
import type { EventRow } from '@onevault/contract';
import type { EventRecord } from '../eventRecord.ts';
import { readEventType } from '../staging/readContext.ts';

export function toEventRow(record: EventRecord): EventRow {
  const { raw, staged } = record;
  return {
    event_id: raw.eventId,
    raw_event_type: readEventType(raw.payload),
    raw_load_date: record.receivedAt,
    event_timestamp: staged?.event_timestamp ?? null,
    staging_status: stagingStatus(record),
    business_status: businessStatus(record),
    page_url: raw.payload.page_url ?? '',
    session_id: staged?.session_id ?? null,
    visitor_id: staged?.visitor_id ?? null,
    validation_status: staged?.validation_status ?? null,
    quality_score: staged?.quality_score ?? null,
    validation_errors: structuredClone(staged?.validation_errors ?? null),
  };
}

function stagingStatus({ stage, staged }: EventRecord): EventRow['staging_status'] {
  if (stage === 'raw') return 'PENDING';
  return stage === 'rejected' || staged === null ? 'REJECTED' : 'PROCESSED';
}

function businessStatus({ stage }: EventRecord): EventRow['business_status'] {
  if (stage === 'business') return '✅ Complete Pipeline';
  return stage === 'raw' || stage === 'staging' ? '⏳ Pending' : '❌ Set aside';
}
