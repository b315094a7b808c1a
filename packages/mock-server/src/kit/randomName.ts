import { createEventId } from '@onevault/server/internal/ingest/createEventId';

/** 32 hex digits that nobody had before, later ones sorting later. */
export function randomName(): string {
  return createEventId().slice('evt_'.length).replaceAll('-', '');
}
