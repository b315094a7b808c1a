import type { RawEvent } from '../engine/port.ts';
import { escapeControls } from '../escapeControls.ts';
import type { GroupCommit } from '../ingest/groupCommit.ts';
import type { Log } from '../log.ts';

/** A batch may have 500 types, and a line should be read. */
const MAX_NAMED_TYPES = 5;

/** Logs the types of the events that are about to be stored: nothing else of them. */
export function logEventTypes(commit: GroupCommit, log: Log): GroupCommit {
  return {
    ...commit,
    store(customerId, events, options) {
      const counts = countTypes(events);
      const named = [...counts].slice(0, MAX_NAMED_TYPES).map(([type, n]) => (n > 1 ? `${type} ×${n}` : type));
      const more = counts.size - named.length;
      log.info(`📥 ${customerId}: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`, {
        customer_id: customerId,
        event_types: Object.fromEntries([...counts].slice(0, MAX_NAMED_TYPES)),
      });
      return commit.store(customerId, events, options);
    },
  };
}

function countTypes(events: RawEvent[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { payload } of events) {
    const type = escapeControls(payload.event_type ?? 'page_view');
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}
