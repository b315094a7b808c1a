/** The type, session and visitor of an event: docs/pipeline.md, Columns. */
import type { JsonValue } from '@onevault/contract';
import type { RawEvent } from '@onevault/server/internal/engine/port';
import { asText, isLongerThan } from './readValue.ts';

const MAX_CONTEXT_ID_LENGTH = 128;

export function readEventType(payload: RawEvent['payload']): string {
  return payload.event_type ?? 'page_view';
}

/** A session or visitor id. A too long one is dropped, not cut: a cut could merge two sessions. */
export function readContextId(value: JsonValue | undefined): string | null {
  const text = asText(value);
  return text === null || text === '' || isLongerThan(text, MAX_CONTEXT_ID_LENGTH) ? null : text;
}
