import { attempt } from '../../browser/attempt.ts';
import { isList } from '../../browser/isList.ts';
import type { OneVaultTracker } from '../../entries/npm.ts';
import { createWarnOnce } from '../../warn.ts';
import { type Analytics, type AnalyticsOptions, createAnalytics } from './createAnalytics.ts';

/** Methods of Segment that have no counterpart: they do nothing, and a call says so once. */
const WITHOUT =
  'load debug timeout setAnonymousId addSourceMiddleware addIntegrationMiddleware addDestinationMiddleware register deregister addPlugin';
/** Other names of methods. */
const ALIASES: Record<string, keyof Analytics> = {
  trackClick: 'trackLink',
  trackSubmit: 'trackForm',
  pageview: 'page',
};

/**
 * Makes `window.analytics` Segment's methods on top of a tracker, and makes the calls again that Segment's snippet has kept
 * until now, each with the address of its page. Who holds the snippet's own object calls these methods, too. Leave out
 * the snippet's `analytics.load(…)`: it would load Segment itself.
 *
 * @example installAnalytics(tracker, { traits: ['plan'] });
 */
export function installAnalytics(
  // biome-ignore lint/suspicious/noExplicitAny: a tracker with a plan takes less, so `object` would refuse it.
  tracker: OneVaultTracker<any>,
  options?: AnalyticsOptions,
): Analytics {
  const analytics = createAnalytics(tracker, options);
  const page = globalThis as { analytics?: unknown };
  const warn = createWarnOnce();
  const methods: Record<string, unknown> = { ...analytics, initialized: true };
  for (const [name, of] of Object.entries(ALIASES)) methods[name] = analytics[of];
  for (const name of WITHOUT.split(' '))
    methods[name] = async () => warn(`analytics.${name} has no counterpart, and does nothing.`);
  attempt(() => {
    const found = page.analytics as unknown[] | undefined;
    const kept = isList(found) ? (found.splice(0) as unknown[][]) : [];
    // Who holds the snippet's list still calls its methods.
    page.analytics = found && typeof found === 'object' ? Object.assign(found, methods) : methods;
    if (isList(found)) found.push = (call) => attempt(() => callAgain(methods, call as unknown[])) ?? 0;
    for (const call of kept) attempt(() => callAgain(methods, call));
  });
  return analytics;
}

function callAgain(methods: Record<string, unknown>, [name, ...args]: unknown[]): number {
  const method = Object.hasOwn(methods, `${name}`) && methods[`${name}`];
  // The snippet keeps the call that loads Segment, too.
  if (typeof method === 'function' && name !== 'load') method(...args);
  return 0;
}
