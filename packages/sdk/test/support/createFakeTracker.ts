import type { AutoTracker } from '../../src/autotrack/feature.ts';

type Tracked = [type: string, data: Record<string, unknown>, url?: string];

export interface FakeTracker extends AutoTracker {
  tracked: Tracked[];
  /** The types alone. */
  types(): string[];
}

/** Records the events of a feature; page hooks run first, as in the pipeline. */
export function createFakeTracker(): FakeTracker {
  const hooks = new Set<(url: string) => void>();
  const tracked: Tracked[] = [];
  let isBegun = false;
  return {
    tracked,
    types: () => tracked.map(([type]) => type),
    trackEvent(event: string | { event_type?: string; page_url?: string; event_data?: object }, eventData?: object) {
      const [type = 'page_view', data, url] =
        typeof event === 'string' ? [event, eventData] : [event.event_type, event.event_data, event.page_url];
      if (type === 'page_view' && !isBegun) for (const hook of hooks) hook(url ?? location.href);
      if (type === 'page_view') isBegun = false;
      tracked.push([type, JSON.parse(JSON.stringify(data ?? {})), ...(url ? [url] : [])] as Tracked);
    },
    _beginPage(url) {
      isBegun = true;
      for (const hook of hooks) hook(url);
    },
    _onPageBegin(hook) {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
  };
}
