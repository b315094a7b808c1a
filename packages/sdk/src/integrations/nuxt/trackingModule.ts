import type { AutoTrackingOptions, Consent, TrackerOptions } from '../../entries/npm.ts';

/** Options of the module: what JSON can hold, since they are part of the app's public runtime configuration. */
export type NuxtTrackingOptions = TrackerOptions & {
  autoTracking?: AutoTrackingOptions | false;
  /** The consent until `useConsent` of `@onevault/tracker/vue` changes it; the same as `consent`. */
  defaultConsent?: Consent;
};

/** The part of a Nuxt instance that is used. */
export interface NuxtLike {
  options: {
    plugins: unknown[];
    runtimeConfig: { public: Record<string, unknown> };
  };
}

/**
 * A module of Nuxt: makes the tracker in the browser and enables auto-tracking. Page views carry the pattern of their route.
 * The options are `runtimeConfig.public.onevault`, so `NUXT_PUBLIC_ONEVAULT_API_TOKEN` sets one when the app starts.
 *
 * @example modules: [['@onevault/tracker/nuxt', { apiBaseUrl: 'https://track.example', customerId: 'shop', apiToken: 'ovt_…' }]]
 */
export function trackingModule(options: NuxtTrackingOptions, nuxt: NuxtLike): void {
  const { plugins, runtimeConfig } = nuxt.options;
  runtimeConfig.public.onevault = { ...options, ...(runtimeConfig.public.onevault as object | undefined) };
  // A page is rendered on a server for many visitors: there is nothing to track there.
  plugins.push({ src: '@onevault/tracker/nuxt-plugin', mode: 'client' });
}
