import { guard } from './browser/guard.ts';
import { warn } from './warn.ts';

type Process = { env?: Record<string, string | undefined> };

let isTold = false;

/**
 * Warns once when an event is tracked outside of a browser: there a process is one visitor, for all people whom it
 * serves. Tests may do that. Making a tracker is no mistake there: frameworks render pages on a server first.
 */
export function tellOnServer(tracker: { on(name: 'queued', listener: () => void): unknown }): void {
  if (!globalThis.location) tracker.on('queued', tell);
}

const tell = guard(() => {
  const { env = {} } = (globalThis as { process?: Process }).process || {};
  const isTest = env.NODE_ENV === 'test' || env.NODE_TEST_CONTEXT || env.TEST_WORKER_INDEX || 'describe' in globalThis;
  if (isTold || isTest) return;
  isTold = true;
  warn(
    'This is no browser: all events of this process are those of one visitor. Post them to /api/v1/track with the visitor_id and session_id of each: see the README, "On a server".',
  );
});
