import { createEventId } from '@onevault/server/internal/ingest/createEventId';

/** 32 unique hex digits; later names sort later. */
export function randomName(): string {
  return createEventId().slice('evt_'.length).replaceAll('-', '');
}
