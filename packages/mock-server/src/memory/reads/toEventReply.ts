/** How far one event came, and the reason where it stopped. */
import type { EventReply } from '@onevault/contract';
import type { EventRecord } from '../eventRecord.ts';
import { readEventType } from '../staging/readContext.ts';

export function toEventReply({
  raw,
  receivedAt,
  stage,
  staged,
  stagedAt,
  loadedAt,
  reason,
}: EventRecord): EventReply['event'] {
  return {
    event_id: raw.eventId,
    event_type: readEventType(raw.payload),
    page_url: raw.payload.page_url ?? '',
    stage,
    layers: {
      raw: { at: receivedAt },
      staging:
        staged === null || stagedAt === null
          ? null
          : {
              at: stagedAt,
              validation_status: staged.validation_status,
              quality_score: staged.quality_score,
              validation_errors: staged.validation_errors,
            },
      business: loadedAt === null ? null : { at: loadedAt },
    },
    reason,
  };
}
