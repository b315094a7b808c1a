import type { Browser } from 'playwright-core';
import { createMockServer } from '../../kit/createMockServer.ts';
import type { TrackingPlan } from '../../plan/definePlan.ts';
import { followContext } from '../../playwright/followContext.ts';
import { type ClickThroughOptions, clickThrough } from '../browse/clickThrough.ts';
import { guardSite } from '../browse/guardSite.ts';
import { waitForArrival } from '../browse/waitForArrival.ts';
import { type Evidence, findProblems, type VerifyReport } from './findProblems.ts';

export interface VerifySiteOptions extends ClickThroughOptions {
  plan: TrackingPlan | null;
}

/**
 * Clicks through a site in a browser, whose trackers send to a server of its own, and says what it tracked.
 *
 * @throws Error if the first page cannot be opened.
 */
export async function verifySite(browser: Browser, options: VerifySiteOptions): Promise<VerifyReport> {
  const { plan, url, allowWrites } = options;
  const server = await createMockServer({ ...(plan && { plan }) });
  // A service worker would make requests that nobody sees.
  const context = await browser.newContext({ serviceWorkers: 'block', acceptDownloads: false });
  try {
    const guard = await guardSite(context, { origin: new URL(url).origin, allowWrites });
    const tracking = await followContext(context, server);
    const walk = await clickThrough(context, options);
    await waitForArrival(tracking);
    const [events, rejected, ledger] = await Promise.all([
      tracking.events({ stage: 'any' }),
      tracking.rejected(),
      tracking.ledger(),
    ]);
    await tracking.reset();
    const evidence: Evidence = {
      url,
      walk,
      stopped: guard.stopped(),
      planned: plan?.events.map(({ type }) => type) ?? null,
      coverage: plan ? server.coverage() : null,
      events,
      rejected,
      ledger,
    };
    return findProblems(evidence);
  } finally {
    await context.close().catch(() => {});
    await server.close();
  }
}
