import type { BrowserContext, Request } from 'playwright-core';

export interface SiteGuard {
  /** Each request that was stopped because it writes, as `POST https://…`. Once each. */
  stopped(): string[];
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Keeps a browser that clicks everything harmless: it never leaves the site, and unless `allowWrites` no request but
 * those that read (GET, HEAD, OPTIONS) gets out. Requests of trackers are not its business: `followContext`, called
 * afterwards, takes them first.
 */
export async function guardSite(
  context: BrowserContext,
  { origin, allowWrites }: { origin: string; allowWrites: boolean },
): Promise<SiteGuard> {
  const stopped = new Set<string>();
  await context.route('**/*', async (route) => {
    const request = route.request();
    const isLeaving = isPage(request) && new URL(request.url()).origin !== origin;
    const isWriting = !READS.has(request.method()) && !allowWrites;
    if (isWriting) stopped.add(`${request.method()} ${request.url()}`);
    if (!isLeaving && !isWriting) return route.fallback();
    // For a page: "no content", which leaves the browser where it is.
    return isPage(request) ? route.fulfill({ status: 204 }) : route.abort('blockedbyclient');
  });
  return { stopped: () => [...stopped] };
}

/** Whether the request is for a page, not for a part of one. */
function isPage(request: Request): boolean {
  if (!request.isNavigationRequest()) return false;
  try {
    return request.frame().parentFrame() === null;
  } catch {
    // A new tab asks for its page before Playwright has a frame for it, and says so by throwing.
    return true;
  }
}
