import type { StreamEvent } from '@onevault/contract';

/** How many events the page keeps: at 1 KB each they stay far below what a tab may use. */
const MAX_EVENTS = 10_000;

export interface EventLog {
  /** Takes a later message of a known event as its new state, and everything else as a new event. */
  add(event: StreamEvent): void;
  /** Puts events that are older than the log before it, as far as there is room: newest first. */
  addOlder(events: StreamEvent[]): void;
  /** The events that fit the text, oldest first. The same array until something changes. */
  matching(text: string): readonly StreamEvent[];
  find(eventId: string): StreamEvent | undefined;
  clear(): void;
  /** How many were dropped because newer ones came. */
  readonly dropped: number;
  readonly size: number;
}

/** The newest events, in the order in which they came: a bounded buffer, so that an open tab never grows. */
export function createEventLog(max = MAX_EVENTS): EventLog {
  let order: string[] = [];
  let first = 0;
  const events = new Map<string, StreamEvent>();
  let dropped = 0;
  let changes = 0;
  let cached = { text: '', changes: -1, found: [] as readonly StreamEvent[] };

  const dropOldest = () => {
    const oldest = order[first];
    first += 1;
    if (oldest !== undefined) events.delete(oldest);
    dropped += 1;
    // Now and then, since cutting the start of an array copies it.
    if (first > max) {
      order = order.slice(first);
      first = 0;
    }
  };

  return {
    add(event) {
      changes += 1;
      if (!events.has(event.event_id)) {
        order.push(event.event_id);
        if (events.size >= max) dropOldest();
      }
      events.set(event.event_id, event);
    },

    addOlder(older) {
      const fresh = older.filter(({ event_id }) => !events.has(event_id)).slice(0, max - events.size);
      if (fresh.length === 0) return;
      changes += 1;
      for (const event of fresh) events.set(event.event_id, event);
      order = [...fresh.map(({ event_id }) => event_id).reverse(), ...order.slice(first)];
      first = 0;
    },

    matching(text) {
      if (cached.changes === changes && cached.text === text) return cached.found;
      const all: StreamEvent[] = [];
      for (let i = first; i < order.length; i += 1) {
        const event = events.get(order[i] ?? '');
        if (event) all.push(event);
      }
      const found = filterByText(all, text);
      cached = { text, changes, found };
      return found;
    },

    find: (eventId) => events.get(eventId),

    clear() {
      changes += 1;
      order = [];
      first = 0;
      dropped = 0;
      events.clear();
    },

    get dropped() {
      return dropped;
    },
    get size() {
      return events.size;
    },
  };
}

/** The events in which the text stands, in any case. */
export function filterByText(events: readonly StreamEvent[], text: string): readonly StreamEvent[] {
  if (text === '') return events;
  const wanted = text.toLowerCase();
  return events.filter((event) => toSearchText(event).includes(wanted));
}

function toSearchText(event: StreamEvent): string {
  const { raw_event_type, page_url, event_id, session_id, visitor_id, reason } = event;
  return [raw_event_type, page_url, event_id, session_id, visitor_id, reason?.rule, reason?.message]
    .join('\n')
    .toLowerCase();
}
