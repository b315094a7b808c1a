import type { Store } from '../browser/createStore.ts';
import { createUuid } from '../browser/createUuid.ts';

/** A visit ends after half an hour without an event, as in every other analytics product … */
const MAX_IDLE_MS = 30 * 60_000;
/** … and after a day in any case, so that a page left open does not become one endless visit. */
const MAX_SESSION_MS = 24 * 3_600_000;
/** How stale the stored time of the last event may get: a write an event would cost more than the event. */
const TOUCH_AFTER_MS = 5_000;

/**
 * The session's id, shared by all tabs through storage: `<id> <start> <last event> <campaign>`. Another `campaign` than
 * the session's begins a new one; none goes on.
 */
export function createSession(
  store: Store,
  key: string,
  onStart: (id: string) => void,
): (nowMs: number, campaign?: string) => string {
  return (nowMs, campaign = '') => {
    const parts = (store._get(key) || '').split(' ');
    const [id, start, last] = parts;
    const known = __FULL__ ? parts[3] || '' : '';
    // Absolute values: a clock that was wrong once must not leave a session that never ends.
    const idleMs = Math.abs(nowMs - +(last as string));
    let isLive = id && idleMs <= MAX_IDLE_MS;
    if (__FULL__)
      isLive &&= Math.abs(nowMs - +(start as string)) <= MAX_SESSION_MS && !(campaign && campaign !== known);
    const session = (isLive ? id : `sess_${createUuid()}`) as string;
    if (!isLive || idleMs > TOUCH_AFTER_MS) {
      store._set(
        key,
        `${session} ${__FULL__ && isLive ? start : nowMs} ${nowMs}${__FULL__ ? ` ${isLive ? known : campaign}` : ''}`,
      );
    }
    if (__FULL__ && !isLive) onStart(session);
    return session;
  };
}
