import type { TrackedEvent } from '../../src/events.ts';

/** An event that waits. */
export interface Entry extends TrackedEvent {
  /** When it was tracked, by the wall clock: its process may be gone. */
  _atMs: number;
  _bytes: number;
  _isInFlight: boolean;
  /** It has its final answer. */
  _isSettled: boolean;
}

export function toEntry(event: TrackedEvent, atMs: number): Entry {
  return { ...event, _atMs: atMs, _bytes: Buffer.byteLength(event._json), _isInFlight: false, _isSettled: false };
}

/** One line of a file: the time and the event. JSON has no line breaks. */
export function toLine({ _atMs, _json }: Pick<Entry, '_atMs' | '_json'>): string {
  return `${_atMs} ${_json}\n`;
}

/** Undefined if the line is none of ours, or is the half that a crash has left. */
export function readLine(line: string): Entry | undefined {
  const space = line.indexOf(' ');
  const atMs = Number(line.slice(0, space));
  const json = line.slice(space + 1);
  try {
    const { event_id, event_type, event_data } = JSON.parse(json);
    if (space < 1 || !Number.isFinite(atMs) || typeof event_id !== 'string') return undefined;
    return toEntry({ _id: event_id, _type: String(event_type), _data: event_data, _json: json }, atMs);
  } catch {
    return undefined;
  }
}
