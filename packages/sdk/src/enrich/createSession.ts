import type { Store } from '../browser/createStore.ts';
import { createUuid } from '../browser/createUuid.ts';

/** A visit ends after half an hour without an event, as in every other analytics product … */
const MAX_IDLE_MS = 30 * 60_000;
/** … and after a day in any case, so that a page left open does not become one endless visit. */
const MAX_SESSION_MS = 24 * 3_600_000;
/** How stale the stored time of the last event may get: a write an event would cost more than the event. */
const TOUCH_AFTER_MS = 5_000;

/** The session's id, shared by all tabs through storage: `<id> <start> <last event>`. */
export function createSession(store: Store, key: string): (nowMs: number) => string {
  return (nowMs) => {
    const [id, start = 0, last = 0] = (store._get(key) || '').split(' ');
    // Absolute values: a clock that was wrong once must not leave a session that never ends.
    const idleMs = Math.abs(nowMs - +last);
    const isLive = id && idleMs <= MAX_IDLE_MS && Math.abs(nowMs - +start) <= MAX_SESSION_MS;
    const session = isLive ? id : `sess_${createUuid()}`;
    if (!isLive || idleMs > TOUCH_AFTER_MS) store._set(key, `${session} ${isLive ? start : nowMs} ${nowMs}`);
    return session as string;
  };
}
