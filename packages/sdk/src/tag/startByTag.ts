import { attempt } from '../browser/attempt.ts';
import { guard } from '../browser/guard.ts';
import { isList } from '../browser/isList.ts';
import { ownScript } from '../browser/ownScript.ts';
import { callAt } from '../capture/moment.ts';
import type { Consent, Environment, TrackerOptions } from '../config.ts';
import type { OneVaultTracker } from '../tracker.ts';

/** A call that the snippet kept, with where and when the page made it. */
export type KeptCall = [method: string, args: unknown[], url: string, title: unknown, timeMs: number];

/** The folder in which the server has the scripts: what is before it is the address of the API. */
const SERVED = /\/sdk\/[^/]+\/[^/]+$/;

/**
 * Makes the tracker that the attributes of the script tag describe, as `window.onevault`, and makes the calls again that
 * the snippet has kept until now, in their order: the consent of each is what it was. Does nothing for a tag without
 * attributes and without the snippet, or on a host that is not in `data-domains`.
 */
export function startByTag(create: (options: TrackerOptions) => OneVaultTracker): void {
  attempt(() => {
    const page = globalThis as { onevault?: unknown };
    const found = page.onevault;
    const kept = isList(found) ? (found as KeptCall[]) : undefined;
    const { src = '', dataset } = ownScript || {};
    const { customer = '', key = '', api, path, auto, consent, domains, environment } = dataset || {};
    if (!customer && !key && !kept) return;
    if (domains && !domains.split(/[\s,]+/).includes(location.hostname)) return;
    const tracker = create({
      customerId: customer,
      apiToken: key,
      apiBaseUrl: api || (SERVED.test(src) ? src.replace(SERVED, '') : ''),
      ...(path && { trackPath: path }),
      ...(consent !== undefined && { consent: consent as Consent }),
      ...(environment && { environment: environment as Environment }),
    });
    if (kept || !found) page.onevault = tracker;
    if (kept) {
      const callAgain = guard(([method, args, url, title, timeMs]: KeptCall) =>
        callAt(
          { _url: url, _title: typeof title === 'string' ? title : '', _time: new Date(timeMs).toISOString() },
          () => (tracker as unknown as Record<string, (...args: unknown[]) => unknown>)[method]?.(...args),
        ),
      );
      // Who holds the snippet's own object still calls that.
      kept.push = callAgain as unknown as typeof kept.push;
      for (const call of kept.splice(0)) callAgain(call);
    }
    if (auto !== 'false') tracker.enableAutoTracking();
  });
}
