import { type App, type InjectionKey, inject, type Ref, toValue, watch } from 'vue';
import {
  type AnyEvents,
  type AutoTrackingOptions,
  type Consent,
  OneVaultTracker,
  type TrackerOptions,
} from '../../entries/npm.ts';
import { type ConsentChoice, consentOf, toConsent } from '../consent/consentOf.ts';
import { pageTracker } from '../pageTracker.ts';

/** The part of a router of `vue-router` that is used. */
export interface RouterLike {
  isReady(): Promise<unknown>;
  resolve(to: string): { matched: readonly { path: string }[] };
  options: { history: { base: string } };
}

/** Options of `createTracking`: those of the tracker, and these. */
export interface TrackingOptions extends Omit<TrackerOptions, 'consent'> {
  /** The app's router: page views carry the pattern of their route. */
  router?: RouterLike;
  /** Options of `enableAutoTracking`. `false`: the app enables it itself. Default: all on. */
  autoTracking?: AutoTrackingOptions | false;
  /**
   * What your consent tool knows: `true` or `granted`, `false` or `denied`, `undefined` or `null` while the visitor has not
   * chosen; a value, a ref, a function or a promise of it. Refs and functions are followed. Default `granted`.
   */
  consent?: ConsentSource;
  /** The consent while `consent` has no value. Default `pending` if `consent` is a ref, a function or a promise. */
  defaultConsent?: Consent;
}

/** Where a choice comes from. */
export type ConsentSource = ConsentChoice | Ref<ConsentChoice> | (() => ConsentChoice) | PromiseLike<ConsentChoice>;

/** A plugin of Vue. */
export interface Tracking {
  tracker: OneVaultTracker;
  install(app: Pick<App, 'provide'>): void;
}

const KEY: InjectionKey<OneVaultTracker> = Symbol('onevault');

/**
 * Makes the tracker of a Vue app as a plugin, and enables auto-tracking once the first route is there. Page views carry the
 * pattern of their route, such as `/blog/:slug`.
 *
 * @example app.use(router).use(createTracking({ router, customerId: 'shop', apiToken: 'ovt_…' }));
 *
 * @throws Error if `customerId` or `apiToken` is missing, as `new OneVaultTracker` does.
 */
export function createTracking(given: TrackingOptions): Tracking {
  const { router, autoTracking, consent, defaultConsent, ...options } = given;
  const isLater = consent !== null && /object|function/.test(typeof consent);
  const isPromise = isLater && typeof (consent as PromiseLike<ConsentChoice>).then === 'function';
  const read = (choice: ConsentChoice): Consent => toConsent(choice, defaultConsent);
  const source = consent as ConsentChoice | Ref<ConsentChoice> | (() => ConsentChoice);
  const isGiven = isLater || consent != null || defaultConsent;
  const tracker = new OneVaultTracker({
    ...options,
    ...(isGiven && { consent: read(isPromise ? undefined : toValue(source)) }),
  });
  const set = (choice: ConsentChoice): void => consentOf(tracker).set(read(choice));
  // A promise that is broken is no choice: it stays as it is.
  if (isPromise) (consent as PromiseLike<ConsentChoice>).then(set, () => {});
  // The tracker is the page's: it follows as long as the page is there, and at once, for a choice that is taken back.
  else if (isLater && globalThis.document) watch(() => toValue(source), set, { flush: 'sync' });
  return {
    tracker,
    install(app) {
      app.provide(KEY, tracker);
      if (autoTracking === false) return;
      const start = (): void =>
        tracker.enableAutoTracking({ ...(router && { route: (url) => toPattern(router, url) }), ...autoTracking });
      // A guard may redirect the first route: the page of before was never seen. One that fails is no reason not to track.
      if (router) router.isReady().then(start, start);
      else start();
    },
  };
}

/**
 * The tracker of the app, in `setup`; without the plugin the one that the page has made. Its methods never throw.
 *
 * @example const { trackEvent } = useTracker();
 */
export function useTracker<Plan extends object = AnyEvents>(): OneVaultTracker<Plan> {
  return inject(KEY, pageTracker) as unknown as OneVaultTracker<Plan>;
}

/** Empty if no route matches. Nuxt writes `:slug()`. */
function toPattern(router: RouterLike, { pathname, search, hash }: URL): string {
  const { base } = router.options.history;
  const path = pathname + search + hash;
  // Of a hash history the base ends with `#`, which an address without a hash does not have.
  const inside = path.startsWith(base) ? path.slice(base.length) : base.endsWith('#') ? '' : path;
  return (
    router
      .resolve(inside || '/')
      .matched.at(-1)
      ?.path.replaceAll('()', '') ?? ''
  );
}
