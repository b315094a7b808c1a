import { type DashboardReply, type EventReply, type EventRow, type Reason, ROUTES } from '@onevault/contract';
import { ask, toPath } from '../../api/ask.ts';

export interface StoppedGroup {
  reason: Reason;
  /** Newest first. */
  rows: EventRow[];
}

export interface StoppedEvents {
  read: number;
  groups: StoppedGroup[];
}

/** Each event of a list says why in an answer of its own: few enough to wait for. */
const MAX_EVENTS = 60;
/** As many as a browser asks at once. */
const AT_ONCE = 6;

/** The newest stopped events by their reason, most frequent first. */
export async function readStopped(status: 'set_aside' | 'rejected', signal: AbortSignal): Promise<StoppedEvents> {
  const { events } = await ask<DashboardReply>(toPath(ROUTES.dashboard, { status, limit: MAX_EVENTS }), { signal });
  const reasons = new Map<string, Reason | null>();
  const queue = [...events];
  const work = async () => {
    for (let row = queue.shift(); row; row = queue.shift()) {
      const path = ROUTES.event.replace(':event_id', encodeURIComponent(row.event_id));
      const { event } = await ask<EventReply>(path, { signal });
      // It may have gone on meanwhile.
      if (event.stage === status) reasons.set(row.event_id, event.reason);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const groups = new Map<string, StoppedGroup>();
  for (const row of events) {
    const reason = reasons.get(row.event_id);
    if (!reason) continue;
    const key = `${reason.rule}\n${reason.pointer}\n${reason.message}`;
    const group = groups.get(key);
    if (group) group.rows.push(row);
    else groups.set(key, { reason, rows: [row] });
  }
  return { read: reasons.size, groups: [...groups.values()].sort((a, b) => b.rows.length - a.rows.length) };
}
