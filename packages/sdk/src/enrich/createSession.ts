import type { Store } from '../browser/createStore.ts';
import { createUuid } from '../browser/createUuid.ts';
import { isId } from './isId.ts';

/** A visit ends after half an hour without an event, as in every other analytics product … */
const MAX_IDLE_MS = 30 * 60_000;
/** … and always after a day, so that a page left open is not one endless visit. */
const MAX_SESSION_MS = 24 * 3_600_000;
/** How old the stored time of the last event may get: a write per event would cost more than the event. */
const TOUCH_AFTER_MS = 5_000;

/**
 * The session's id, shared by all tabs through storage: `<id> <start> <last event> <campaign>`. A `campaign` other than
 * the session's starts a new one; without a campaign the session continues.
 */
export function createSession(
  store: Store,
  key: string,
  onStart: (id: string) => void,
): (nowMs: number, campaign?: string) => string {
  return (nowMs, campaign = '') => {
    const [id, start, last, known = ''] = (store._get(key) || '').split(' ');
    // Absolute values: a clock that was once ahead must not leave a session that never ends.
    const idleMs = Math.abs(nowMs - +(last as string));
    const ageMs = Math.abs(nowMs - +(start as string));
    const isOther = campaign && campaign !== known;
    const isLive = isId(id, 'sess') && idleMs <= MAX_IDLE_MS && ageMs <= MAX_SESSION_MS && !isOther;
    const session = isLive ? id : `sess_${createUuid()}`;
    if (!isLive || idleMs > TOUCH_AFTER_MS) {
      store._set(key, `${session} ${isLive ? start : nowMs} ${nowMs} ${isLive ? known : campaign}`);
    }
    if (!isLive) onStart(session);
    return session;
  };
}
