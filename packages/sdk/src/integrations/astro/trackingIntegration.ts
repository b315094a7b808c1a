import type { AutoTrackingOptions, TrackerOptions } from '../../entries/npm.ts';

/** Options of the integration: what JSON can hold, since they become part of a script. */
export type AstroTrackingOptions = TrackerOptions & { autoTracking?: AutoTrackingOptions | false };

/** The part of Astro's `AstroIntegration` that is used. */
export interface AstroIntegrationLike {
  name: string;
  hooks: {
    'astro:config:setup'(setup: { injectScript(stage: 'page', content: string): void }): void;
  };
}

/**
 * An integration of Astro: each page makes the tracker and enables auto-tracking, also with `<ClientRouter />`. A page view
 * carries the pattern of its route if the layout has `<html data-ov-route={Astro.routePattern}>`: only Astro's compiler knows it.
 *
 * @example integrations: [onevault({ apiBaseUrl: 'https://track.example', customerId: 'shop', apiToken: 'ovt_…' })]
 */
export function trackingIntegration(options: AstroTrackingOptions): AstroIntegrationLike {
  const code = `import { startTracking } from '@onevault/tracker/astro-client';startTracking(${JSON.stringify(options)});`;
  return {
    name: '@onevault/tracker',
    hooks: {
      'astro:config:setup': ({ injectScript }) => injectScript('page', code),
    },
  };
}
