import type { AutoTracker } from '../../src/autotrack/feature.ts';

type Tracked = [type: string, data: Record<string, unknown>, url?: string];

export interface FakeTracker extends AutoTracker {
  _hear: NonNullable<AutoTracker['_hear']>;
  tracked: Tracked[];
  /** The types alone. */
  types(): string[];
}

/** Writes down what a feature tracks; hooks hear it first, as in the pipeline. */
export function createFakeTracker(): FakeTracker {
  const hooks = new Set<(type: string, url: string) => void>();
  const tracked: Tracked[] = [];
  return {
    tracked,
    types: () => tracked.map(([type]) => type),
    trackEvent(event: string | { event_type?: string; page_url?: string; event_data?: object }, eventData?: object) {
      const [type = 'page_view', data, url] =
        typeof event === 'string' ? [event, eventData] : [event.event_type, event.event_data, event.page_url];
      for (const hook of hooks) hook(type, url ?? location.href);
      tracked.push([type, JSON.parse(JSON.stringify(data ?? {})), ...(url ? [url] : [])] as Tracked);
    },
    _hear(hook) {
      hooks.add(hook);
      return () => hooks.delete(hook);
    },
  };
}
