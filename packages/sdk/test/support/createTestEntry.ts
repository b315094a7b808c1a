import { vi } from 'vitest';
import { createEntry, type Entry } from '../../src/queue/createEntry.ts';

/** An entry of the queue as from enrich, with a mock for its answers. */
export function createTestEntry(id: string, more: Partial<Entry> = {}): Entry {
  const type = more._type ?? 'x';
  const json = JSON.stringify({ event_id: id, event_type: type, page_url: '', event_data: {} });
  return { ...createEntry({ _id: id, _type: type, _data: {}, _json: json }, vi.fn()), ...more };
}

export const toIds = (entries: Iterable<Entry>): string[] => [...entries].map(({ _id }) => _id);
