import type { ExportPlace } from '../../engine/port.ts';
import { fromBase64Url, isCalendarTime, toBase64Url } from '../readEventQuery.ts';

/** An arrival, and an event's id behind it; without one the place is before all events that arrived then. */
const PLACE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)(?: (evt_[A-Za-z0-9_-]{1,64}))?$/;

/** The cursor with which an export goes on after a place. */
export function toExportCursor({ receivedAt, eventId }: ExportPlace): string {
  return toBase64Url(eventId === null ? receivedAt : `${receivedAt} ${eventId}`);
}

/** Null for a text that is no cursor. */
export function fromExportCursor(cursor: string): ExportPlace | null {
  const [, receivedAt, eventId = null] = PLACE.exec(fromBase64Url(cursor)) ?? [];
  return receivedAt === undefined || !isCalendarTime(receivedAt) ? null : { receivedAt, eventId };
}

/** The later of a beginning and a place to go on from. Times in the engine's form sort as texts. */
export function laterOf(from: string | undefined, place: ExportPlace | null): ExportPlace | null {
  if (from === undefined || (place !== null && place.receivedAt >= from)) return place;
  return { receivedAt: from, eventId: null };
}
